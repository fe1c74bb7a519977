namespace FleetActors.Customers;

/// <summary>
/// Makes a customer known. The same again changes nothing; other data under the same id is refused with
/// <see cref="Refusal.CustomerAlreadyRegistered"/>. A licence counts as not checked, whatever the profile says, until
/// <see cref="CheckLicence"/>.
/// </summary>
[GenerateSerializer, Immutable, Alias("RegisterCustomer")]
public sealed record RegisterCustomer([property: Id(0)] CustomerProfile Profile);

/// <summary>
/// Replaces what is known of a customer. A licence whose number, country, classes and end stay the same keeps its check;
/// any other needs another check; what the profile says of a check is ignored. Running contracts are not touched.
/// </summary>
[GenerateSerializer, Immutable, Alias("UpdateCustomer")]
public sealed record UpdateCustomer([property: Id(0)] CustomerProfile Profile);

/// <summary>The caller has seen the licence on file and vouches for it.</summary>
/// <param name="Number">The number that was seen; refused with <see cref="Refusal.ValueOutOfRange"/> when another is on file.</param>
/// <param name="ValidUntil">The last day on which it is valid, as seen.</param>
[GenerateSerializer, Immutable, Alias("CheckLicence")]
public sealed record CheckLicence([property: Id(0)] string Number, [property: Id(1)] DateOnly ValidUntil);

/// <summary>No new contracts until reinstated; running ones go on.</summary>
/// <param name="Reason">For people, 1 to 200 characters.</param>
[GenerateSerializer, Immutable, Alias("SuspendCustomer")]
public sealed record SuspendCustomer([property: Id(0)] string Reason);

/// <summary>The customer may rent again.</summary>
[GenerateSerializer, Immutable, Alias("ReinstateCustomer")]
public sealed record ReinstateCustomer;
