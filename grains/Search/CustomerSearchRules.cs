namespace FleetActors.Search;

/// <summary>A customer with the words it is found by.</summary>
/// <param name="Customer">What is known.</param>
/// <param name="Words">Of name, e-mail address and id.</param>
/// <param name="Phone">The phone number's digits.</param>
internal sealed record FoundByWords(IndexedCustomer Customer, string[] Words, string Phone)
{
    public static FoundByWords Of(IndexedCustomer customer) => new(
        customer,
        [.. SearchText.Words(customer.Name), .. SearchText.Words(customer.Email), .. SearchText.Words(customer.Id.Value)],
        SearchText.Digits(customer.Phone ?? ""));
}

/// <summary>Which customers fit a search.</summary>
internal static class CustomerSearchRules
{
    /// <summary>With fewer digits a number is no part of a phone number.</summary>
    private const int LeastDigits = 3;

    /// <summary>Whether a customer is another than the one known: older revisions, and the same content, are no news.</summary>
    public static bool IsNews(IndexedCustomer? known, IndexedCustomer now) =>
        known is null || (now.Revision > known.Revision && now with { Revision = known.Revision } != known);

    /// <summary>Whether every word begins a word of the customer, or the text is part of its phone number.</summary>
    public static bool Fits(FoundByWords customer, string[] words, string digits, CustomerSearch search) =>
        (search.Status is not { } status || customer.Customer.Status == status)
        && (words.All(word => customer.Words.Any(own => own.StartsWith(word, StringComparison.Ordinal)))
            || (digits.Length >= LeastDigits && customer.Phone.Contains(digits, StringComparison.Ordinal)));

    /// <summary>The digits of a text that can be a phone number; empty for any other.</summary>
    public static string PhoneDigits(string text) =>
        text.All(letter => char.IsAsciiDigit(letter) || char.IsWhiteSpace(letter) || letter is '+' or '-' or '/' or '(' or ')' or '.') ? SearchText.Digits(text) : "";
}
