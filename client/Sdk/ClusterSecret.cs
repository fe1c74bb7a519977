using System.Security.Cryptography;
using FleetActors.Trust;

namespace FleetActors.Sdk;

/// <summary>What the members of a cluster share and nobody else knows; signs <see cref="GatewayToken"/>s.</summary>
public sealed class ClusterSecret
{
    /// <summary>The name of its file in a silo's data directory.</summary>
    public const string FileName = "cluster.secret";

    private readonly byte[] _bytes;

    /// <summary>Takes the secret.</summary>
    /// <exception cref="ArgumentException">Fewer than 32 bytes.</exception>
    public ClusterSecret(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < GatewayToken.MinSecretBytes)
            throw new ArgumentException($"A cluster secret has at least {GatewayToken.MinSecretBytes} bytes.", nameof(bytes));
        _bytes = bytes.ToArray();
    }

    /// <summary>The secret itself.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>A new secret that nobody knows, for a cluster that lives in one process only.</summary>
    public static ClusterSecret Create() => new(RandomNumberGenerator.GetBytes(GatewayToken.MinSecretBytes));

    /// <summary>Reads a secret's file.</summary>
    /// <exception cref="IOException">There is no such file or it cannot be read.</exception>
    /// <exception cref="FormatException">The file holds no secret.</exception>
    public static ClusterSecret Read(string path) => new(Convert.FromBase64String(File.ReadAllText(path).Trim()));

    /// <summary>
    /// Reads the secret of a data directory, and creates it at the first start: 32 random bytes that only the owner may read.
    /// </summary>
    public static ClusterSecret ReadOrCreate(string directory)
    {
        var path = Path.Combine(directory, FileName);
        if (File.Exists(path)) return Read(path);
        Directory.CreateDirectory(directory);
        var secret = Create();
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var file = new FileStream(path, options);
        file.Write(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(secret.Bytes)));
        file.Flush(flushToDisk: true);
        return secret;
    }
}
