using System.Globalization;

namespace FleetActors.Search;

/// <summary>The grain key of a part of a unique index: <c>fleet:kind.bucket</c>.</summary>
/// <param name="Fleet">Whose values.</param>
/// <param name="Kind">Which values.</param>
/// <param name="Bucket">0 to <see cref="Buckets"/> - 1.</param>
public readonly record struct UniqueIndexKey(FleetId Fleet, UniqueKind Kind, int Bucket)
{
    /// <summary>Parts of an index. Fixed for ever: it says where values lie.</summary>
    public const int Buckets = 16;

    private const int LongestOnStack = 256;

    /// <summary>The part that has a value, which is in its normal form.</summary>
    public static UniqueIndexKey Of(FleetId fleet, UniqueKind kind, string normalValue) => new(fleet, kind, BucketOf(normalValue));

    /// <summary>The bucket of a value in its normal form.</summary>
    public static int BucketOf(string normalValue)
    {
        var hash = 2_166_136_261u;
        foreach (var letter in normalValue) hash = unchecked((hash ^ letter) * 16_777_619u);
        return (int)((hash ^ (hash >> 16)) % Buckets);
    }

    /// <summary>
    /// How values are compared. Capital letters; an e-mail address without blanks around it; a plate with one hyphen where blanks,
    /// hyphens and dots part two letters, and none elsewhere: "b fa-1" is "B-FA1", and "BF-A 1" is another car's.
    /// </summary>
    public static string Normal(UniqueKind kind, string value) => kind == UniqueKind.Plate ? Plate(value) : value.Trim().ToUpperInvariant();

    private static string Plate(string value)
    {
        Span<char> normal = value.Length <= LongestOnStack ? stackalloc char[LongestOnStack] : new char[value.Length];
        var (length, isParted) = (0, false);
        foreach (var letter in value)
        {
            if (char.IsWhiteSpace(letter) || letter is '-' or '.' or '·')
            {
                isParted = true;
                continue;
            }
            if (isParted && length > 0 && char.IsLetter(letter) && char.IsLetter(normal[length - 1])) normal[length++] = '-'; // in the place of what parts them
            normal[length++] = char.ToUpperInvariant(letter);
            isParted = false;
        }
        return normal[..length].SequenceEqual(value) ? value : new(normal[..length]);
    }

    /// <summary>Reads a grain key back.</summary>
    /// <exception cref="FormatException">The text is not a part's key.</exception>
    public static UniqueIndexKey Parse(string key)
    {
        var (fleet, part) = EntityKeys.Split(key);
        var dot = part.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || !Enum.TryParse<UniqueKind>(part.AsSpan(0, dot), ignoreCase: true, out var kind)) throw new FormatException($"'{key}' is no part of an index.");
        return new(new FleetId(fleet), kind, int.Parse(part.AsSpan(dot + 1), NumberStyles.None, CultureInfo.InvariantCulture));
    }

    /// <summary>The grain key.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Fleet.Value}{EntityKeys.Separator}{Kind.ToString().ToLowerInvariant()}.{Bucket}");
}
