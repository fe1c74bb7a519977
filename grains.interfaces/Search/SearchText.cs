using System.Globalization;
using System.Text;

namespace FleetActors.Search;

/// <summary>How texts are compared when somebody looks for a person: capital letters without accents, in words.</summary>
public static class SearchText
{
    /// <summary>The longest text that is looked for, in characters.</summary>
    public const int MaxLength = 100;

    /// <summary>Capital letters with accents, and below each the letter without: silos run without the tables of ICU that take letters apart.</summary>
    private const string Accented =
        "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝĀĂĄĆĈĊČĎĒĔĖĘĚĜĞĠĢĤĨĪĬĮİĴĶĹĻĽŃŅŇŌŎŐŔŖŘŚŜŞŠŢŤŨŪŬŮŰŲŴŶŸŹŻŽǍǏǑǓǕǗǙǛȘȚḀḂḄḆḈḊḌḎḐ" +
        "ḒḔḖḘḚḜḞḠḢḤḦḨḪḬḮḰḲḴḶḸḺḼḾṀṂṄṆṈṊṌṎṐṒṔṖṘṚṜṞṠṢṤṦṨṪṬṮṰṲṴṶṸṺṼṾẀẂẄẆẈẊẌẎẐẒẔẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢ" +
        "ỤỦỨỪỬỮỰỲỴỶỸ";

    private const string Bare =
        "AAAAAACEEEEIIIINOOOOOUUUUYAAACCCCDEEEEEGGGGHIIIIIJKLLLNNNOOORRRSSSSTTUUUUUUWYYZZZAIOUUUUUSTABBBCDDDD" +
        "DEEEEEFGHHHHHIIKKKLLLLMMMNNNNOOOOPPRRRRSSSSSTTTTUUUUUVVWWWWWXXYZZZAAAAAAAAAAAAEEEEEEEEIIOOOOOOOOOOOO" +
        "UUUUUUUYYYY";

    /// <summary>The words of a text: letters and digits that stand together, without accents ("José Müller-Weiß" is JOSE, MULLER, WEISS).</summary>
    public static string[] Words(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var letter in text)
        {
            if (char.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark) continue;
            if (char.IsLetterOrDigit(letter))
            {
                word.Append(Plain(letter));
                continue;
            }
            if (word.Length > 0) words.Add(word.ToString());
            word.Clear();
        }
        if (word.Length > 0) words.Add(word.ToString());
        return [.. words];
    }

    /// <summary>The digits of a phone number, without a leading international or trunk zero: "+49 30 1" and "0049-30-1" and "030 1" all end alike.</summary>
    public static string Digits(string text) => string.Concat(text.Where(char.IsAsciiDigit)).TrimStart('0');

    /// <summary>Letters that Unicode does not take apart into a letter and an accent.</summary>
    private static string Plain(char letter) => letter switch
    {
        'ß' or 'ẞ' => "SS",
        'æ' or 'Æ' => "AE",
        'œ' or 'Œ' => "OE",
        'ø' or 'Ø' => "O",
        'ł' or 'Ł' => "L",
        'đ' or 'Đ' => "D",
        'ı' => "I",
        _ => WithoutAccent(char.ToUpperInvariant(letter)).ToString(),
    };

    private static char WithoutAccent(char capital) =>
        char.IsAscii(capital) || Accented.IndexOf(capital, StringComparison.Ordinal) is not (>= 0 and var at) ? capital : Bare[at];
}
