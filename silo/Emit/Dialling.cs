using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace FleetActors.Silo.Emit;

/// <summary>Makes TCP and TLS connections as the settings say.</summary>
public sealed class Dialling(EmitSettings settings)
{
    private int _turn = -1;

    /// <summary>What TLS accepts.</summary>
    public SslClientAuthenticationOptions Tls { get; } = Options(settings);

    /// <summary>A connection to the target; encrypted when it wants that.</summary>
    public async Task<(Socket Socket, Stream Stream)> ConnectAsync(CancellationToken cancellation)
    {
        var socket = await ConnectTcpAsync(new DnsEndPoint(settings.Target.Host, settings.Target.Port), cancellation);
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        if (!settings.Target.IsTls) return (socket, stream);
        var encrypted = new SslStream(stream);
        try
        {
            await encrypted.AuthenticateAsClientAsync(Tls, cancellation);
            return (socket, encrypted);
        }
        catch
        {
            await encrypted.DisposeAsync();
            throw;
        }
    }

    /// <summary>A TCP connection from the next of the source addresses.</summary>
    public async Task<Socket> ConnectTcpAsync(DnsEndPoint target, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (!settings.Sources.IsEmpty)
            {
                var source = settings.Sources[(int)((uint)Interlocked.Increment(ref _turn) % (uint)settings.Sources.Length)];
                socket.Bind(new IPEndPoint(source, 0));
            }

            if (IPAddress.TryParse(target.Host, out var address)) await socket.ConnectAsync(new IPEndPoint(address, target.Port), cancellation);
            else await socket.ConnectAsync(target, cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static SslClientAuthenticationOptions Options(EmitSettings settings)
    {
        var options = new SslClientAuthenticationOptions { TargetHost = settings.Target.Host };
#pragma warning disable CA5359 // whoever says --insecure asks for just this
        if (settings.IsInsecure) options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        else if (settings.Authority is { } authority)
        {
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                CustomTrustStore = { authority },
            };
        }

        return options;
    }
}
