using System.Globalization;

namespace FleetActors.Silo.Storage.Embedded;

/// <summary>Makes one process the only user of a directory for as long as this lives. The kernel releases it when the process dies, however it dies.</summary>
internal sealed class DirectoryLock : IDisposable
{
    private const string LockName = "fleet.lock";
    private const string OwnerName = "fleet.owner";
    private readonly FileStream _lock;

    private DirectoryLock(FileStream held) => _lock = held;

    /// <summary>Takes the lock, or throws <see cref="EmbeddedStoreException"/> naming the process that has it.</summary>
    public static DirectoryLock Take(string directory)
    {
        var ownerPath = Path.Combine(directory, OwnerName);
        try
        {
            var held = new FileStream(Path.Combine(directory, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            try
            {
                // The owner is in a file of its own because the locked one cannot be read by the process that wants to know.
                File.WriteAllText(ownerPath, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
                return new DirectoryLock(held);
            }
            catch
            {
                held.Dispose(); // a full disk must not read as a directory that somebody else uses
                throw;
            }
        }
        catch (UnauthorizedAccessException e)
        {
            throw new EmbeddedStoreException($"This user may not write to the fleet's data directory: {directory}.", e);
        }
        catch (IOException e) when (IsHeld(directory))
        {
            var owner = File.Exists(ownerPath) ? File.ReadAllText(ownerPath).Trim() : "unknown";
            throw new EmbeddedStoreException(
                $"The fleet's data directory is in use by process {owner}: {directory}. Stop that process, or give this silo a directory of its own.", e);
        }
        catch (IOException e)
        {
            throw new EmbeddedStoreException(StoreFailure.WhileOpening(directory, e.Message), e);
        }
    }

    public void Dispose() => _lock.Dispose();

    private static bool IsHeld(string directory)
    {
        try
        {
            using var probe = new FileStream(Path.Combine(directory, LockName), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (FileNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
