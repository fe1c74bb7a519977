using System.Diagnostics;
using System.Globalization;
using FleetActors.Silo.Hosting;

namespace FleetActors.Benchmarks.Contracts;

/// <summary>A PostgreSQL server of our own in a temporary directory: loopback only, synced commits, gone when disposed.</summary>
public sealed class PostgresServer : IDisposable
{
    private readonly string _binaries;
    private readonly string _directory;

    private PostgresServer(string binaries, string directory, int port)
    {
        (_binaries, _directory) = (binaries, directory);
        ConnectionString = $"Host=127.0.0.1;Port={port};Username=postgres;Database=postgres;Maximum Pool Size=256;Minimum Pool Size=0;Max Auto Prepare=0;No Reset On Close=true";
    }

    /// <summary>How to reach it.</summary>
    public string ConnectionString { get; }

    /// <summary>Starts a server, or answers null where PostgreSQL is not installed.</summary>
    public static PostgresServer? Start(string parentDirectory)
    {
        var binaries = Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")).Order(StringComparer.Ordinal)
                .LastOrDefault(d => File.Exists(Path.Combine(d, "postgres")))
            : null;
        if (binaries is null) return null;
        var directory = Path.Combine(parentDirectory, "postgres");
        Directory.CreateDirectory(directory);
        if (Environment.UserName == "root") Run("chown", "postgres", directory);
        var port = LoopbackPort.Free();
        var server = new PostgresServer(binaries, directory, port);
        server.RunAsOwner("initdb", "-D", server.Data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-locale");
        File.AppendAllText(Path.Combine(server.Data, "postgresql.conf"), string.Create(CultureInfo.InvariantCulture, $"""

            port = {port}
            listen_addresses = '127.0.0.1'
            unix_socket_directories = '{directory}'
            max_connections = 300
            shared_buffers = 1GB
            wal_buffers = 64MB
            max_wal_size = 8GB
            synchronous_commit = on
            fsync = on

            """));
        server.RunAsOwner("pg_ctl", "-D", server.Data, "-w", "-l", Path.Combine(directory, "log"), "start");
        return server;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        RunAsOwner("pg_ctl", "-D", Data, "-m", "immediate", "-w", "stop");
        Directory.Delete(_directory, recursive: true);
    }

    private string Data => Path.Combine(_directory, "data");

    /// <summary>PostgreSQL refuses to run as root, so root lends it its own user.</summary>
    private void RunAsOwner(string program, params string[] arguments)
    {
        var path = Path.Combine(_binaries, program);
        if (Environment.UserName == "root") Run("runuser", ["-u", "postgres", "--", path, .. arguments]);
        else Run(path, arguments);
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = program != "pg_ctl" && !arguments.Contains("start"),
            WorkingDirectory = "/",
        })!;
        if (process.StartInfo.RedirectStandardOutput) process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }
}
