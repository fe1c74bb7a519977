using FleetActors.Sdk;
using FleetActors.Trust;

namespace FleetActors.Tests.Trust;

/// <summary>A token opens one fleet, for a while, and cannot be made without the secret.</summary>
public sealed class GatewayTokenTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    private static readonly ClusterSecret Secret = ClusterSecret.Create();

    [Fact]
    public void A_genuine_token_opens_its_fleet_until_it_expires()
    {
        var token = GatewayToken.Sign(Secret.Bytes, new FleetId("berlin"), Now.AddMinutes(2));
        Assert.True(GatewayToken.TryVerify(Secret.Bytes, token, Now, out var fleet, out var expiresAt));
        Assert.Equal((new FleetId("berlin"), Now.AddMinutes(2)), (fleet, expiresAt));
        Assert.False(GatewayToken.TryVerify(Secret.Bytes, token, Now.AddMinutes(2), out _, out _));
    }

    [Fact]
    public void No_other_text_opens_anything()
    {
        var token = GatewayToken.Sign(Secret.Bytes, new FleetId("berlin"), Now.AddMinutes(2));
        Assert.False(GatewayToken.TryVerify(ClusterSecret.Create().Bytes, token, Now, out _, out _));
        Assert.False(GatewayToken.TryVerify(Secret.Bytes, token.Replace("berlin", "berlim", StringComparison.Ordinal), Now, out _, out _));
        for (var at = 0; at < token.Length; at++)
        {
            var forged = token[..at] + (token[at] == 'A' ? 'B' : 'A') + token[(at + 1)..];
            Assert.False(GatewayToken.TryVerify(Secret.Bytes, forged, Now, out _, out _), forged);
        }
        foreach (var text in new[] { null, "", "~", "~~", "berlin~1~", new string('x', 1_000) })
            Assert.False(GatewayToken.TryVerify(Secret.Bytes, text, Now, out _, out _));
    }

    [Fact]
    public void The_secret_is_created_once_and_only_its_owner_may_read_it()
    {
        var directory = Directory.CreateTempSubdirectory("fleet-secret-").FullName;
        try
        {
            var created = ClusterSecret.ReadOrCreate(directory);
            Assert.True(created.Bytes.SequenceEqual(ClusterSecret.ReadOrCreate(directory).Bytes));
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(directory, ClusterSecret.FileName)));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
