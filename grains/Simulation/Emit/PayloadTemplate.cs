using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;

namespace FleetActors.Simulation.Emit;

/// <summary>Where a template's text goes, and so what a sign in a placeholder's text must be turned into.</summary>
public enum TemplateUse
{
    /// <summary>Nothing is escaped.</summary>
    Plain = 1,

    /// <summary>Inside a JSON text.</summary>
    Json = 2,

    /// <summary>Inside a URL.</summary>
    Url = 3,
}

/// <summary>
/// A text with placeholders such as <c>{{lat}}</c>. What stands between <c>{{#fixes}}</c> and <c>{{/fixes}}</c> is repeated for
/// each fix of a batch with commas between, between <c>{{#lines}}</c> and <c>{{/lines}}</c> with line ends between.
/// </summary>
public sealed class PayloadTemplate
{
    private readonly ImmutableArray<Segment> _head;
    private readonly ImmutableArray<Segment> _each;
    private readonly ImmutableArray<Segment> _tail;
    private readonly byte _separator;
    private readonly TemplateUse _use;

    internal PayloadTemplate(string name, TemplateUse use, ImmutableArray<Segment> head, ImmutableArray<Segment> each, ImmutableArray<Segment> tail, byte separator)
    {
        (Name, _use, _head, _each, _tail, _separator) = (name, use, head, each, tail, separator);
        IsBatch = separator != 0;
        IsSameForAll = !IsBatch && head.All(segment => segment.Literal is not null);
        NeedsCredentials = Names("user") || Names("password") || Names("token");
    }

    /// <summary>Of the built-in template, or the file it was read from.</summary>
    public string Name { get; }

    /// <summary>Whether it takes more than one fix.</summary>
    public bool IsBatch { get; }

    /// <summary>Whether it has no placeholder at all.</summary>
    public bool IsSameForAll { get; }

    /// <summary>Whether it names a device's user, password or token.</summary>
    public bool NeedsCredentials { get; }

    /// <summary>Whether it has a placeholder.</summary>
    public bool Names(string placeholder) => _head.Concat(_each).Concat(_tail).Any(segment => segment.Name == placeholder);

    /// <summary>Reads a template. Throws <see cref="EmitException"/> with line and column of a fault.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="use">Where it goes; null: JSON when it begins like JSON, otherwise plain.</param>
    public static PayloadTemplate Parse(string text, string name, TemplateUse? use = null) =>
        TemplateParser.Parse(text, name, use ?? (text.AsSpan().TrimStart() is ['{' or '[', ..] ? TemplateUse.Json : TemplateUse.Plain));

    /// <summary>Writes one message with some fixes; more than one needs <see cref="IsBatch"/>.</summary>
    public void Write(IBufferWriter<byte> into, ReadOnlySpan<TemplateFields> fixes)
    {
        if (fixes.IsEmpty) throw new ArgumentException("A message has at least one fix.", nameof(fixes));
        WriteAll(into, _head, in fixes[0]);
        if (!IsBatch) return;
        for (var i = 0; i < fixes.Length; i++)
        {
            if (i > 0)
            {
                into.GetSpan(1)[0] = _separator;
                into.Advance(1);
            }

            WriteAll(into, _each, in fixes[i]);
        }

        WriteAll(into, _tail, in fixes[0]);
    }

    /// <summary>The text of one message with one fix, for what is not written often.</summary>
    public string Text(in TemplateFields fields)
    {
        var buffer = new ArrayBufferWriter<byte>();
        Write(buffer, [fields]);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private void WriteAll(IBufferWriter<byte> into, ImmutableArray<Segment> segments, in TemplateFields fields)
    {
        foreach (var segment in segments)
        {
            if (segment.Literal is { } literal) into.Write(literal);
            else if (segment.Plain is { } plain) into.Advance(plain(into.GetSpan(TemplateField.LongestPlain), in fields));
            else WriteText(into, segment.Text!(fields));
        }
    }

    private void WriteText(IBufferWriter<byte> into, string text)
    {
        var escaped = _use switch
        {
            _ when IsTame(text) => text,
            TemplateUse.Json => JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text),
            TemplateUse.Url => Uri.EscapeDataString(text),
            _ => text,
        };
        into.Advance(Encoding.UTF8.GetBytes(escaped, into.GetSpan(Encoding.UTF8.GetMaxByteCount(escaped.Length))));
    }

    private static bool IsTame(string text)
    {
        foreach (var sign in text)
        {
            if (!char.IsAsciiLetterOrDigit(sign) && sign is not ('-' or '.' or '_')) return false;
        }

        return true;
    }

    /// <summary>A piece of a template: bytes as they are, or what a placeholder puts there.</summary>
    internal readonly record struct Segment(string Name, byte[]? Literal, TemplateField.NumberWriter? Plain, Func<TemplateFields, string>? Text);
}
