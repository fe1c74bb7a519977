using System.Collections.Immutable;
using System.Text;

namespace FleetActors.Simulation.Emit;

/// <summary>Cuts the text of a template into pieces.</summary>
internal static class TemplateParser
{
    private static readonly Dictionary<string, byte> Sections = new(StringComparer.Ordinal) { ["fixes"] = (byte)',', ["lines"] = (byte)'\n' };

    public static PayloadTemplate Parse(string text, string name, TemplateUse use)
    {
        var (head, each, tail) = (ImmutableArray.CreateBuilder<PayloadTemplate.Segment>(), ImmutableArray.CreateBuilder<PayloadTemplate.Segment>(), ImmutableArray.CreateBuilder<PayloadTemplate.Segment>());
        var (current, open, separator) = (head, "", (byte)0);
        for (var at = 0; at < text.Length;)
        {
            var begin = text.IndexOf("{{", at, StringComparison.Ordinal);
            AddLiteral(current, text[at..(begin < 0 ? text.Length : begin)]);
            if (begin < 0) break;
            var end = text.IndexOf("}}", begin, StringComparison.Ordinal);
            if (end < 0) throw Fault(text, begin, name, "'{{' is never closed with '}}'");
            var word = text[(begin + 2)..end].Trim();
            at = end + 2;
            if (word.StartsWith('#'))
            {
                if (!Sections.TryGetValue(word[1..], out var sign)) throw Fault(text, begin, name, $"there is no section '{word[1..]}'; there are fixes and lines");
                if (separator != 0) throw Fault(text, begin, name, "a template has one section of fixes at most");
                (current, open, separator) = (each, word[1..], sign);
            }
            else if (word.StartsWith('/'))
            {
                if (open.Length == 0 || word[1..] != open) throw Fault(text, begin, name, $"'{{{{{word}}}}}' closes what is not open");
                (current, open) = (tail, "");
            }
            else
            {
                current.Add(Placeholder(word) ?? throw Fault(text, begin, name, $"there is no placeholder '{word}'{Guess(word)}; there are {string.Join(", ", TemplateField.Names)}"));
            }
        }

        if (open.Length > 0) throw Fault(text, text.Length, name, $"'{{{{#{open}}}}}' is never closed with '{{{{/{open}}}}}'");
        if (text.Length == 0) throw new EmitException($"{name}: the template is empty.");
        return new(name, use, head.ToImmutable(), each.ToImmutable(), tail.ToImmutable(), separator);
    }

    private static void AddLiteral(ImmutableArray<PayloadTemplate.Segment>.Builder into, string text)
    {
        if (text.Length > 0) into.Add(new("", Encoding.UTF8.GetBytes(text), null, null));
    }

    private static PayloadTemplate.Segment? Placeholder(string word) =>
        TemplateField.Plains.TryGetValue(word, out var plain) ? new(word, null, plain, null)
        : TemplateField.Texts.TryGetValue(word, out var text) ? new(word, null, null, text)
        : null;

    private static string Guess(string word)
    {
        var near = TemplateField.Names.MinBy(name => Distance(name, word))!;
        return Distance(near, word) <= Math.Max(2, word.Length / 3) ? $" (did you mean '{near}'?)" : "";
    }

    /// <summary>How many letters must be put in, taken out or changed to make one word of the other; case does not count.</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var same = char.ToUpperInvariant(one[i - 1]) == char.ToUpperInvariant(other[j - 1]);
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (same ? 0 : 1)));
            }
        }

        return row[^1];
    }

    private static EmitException Fault(string text, int at, string name, string reason)
    {
        var line = text.AsSpan(0, at).Count('\n') + 1;
        var column = at - (text.LastIndexOf('\n', Math.Max(0, at - 1)) is var end && at > 0 ? end : -1);
        return new($"{name}: line {line}, column {column}: {reason}.");
    }
}
