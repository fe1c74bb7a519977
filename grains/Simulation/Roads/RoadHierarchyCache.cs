using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace FleetActors.Simulation;

/// <summary>
/// Keeps the slow part of preparing a network for routing, the order of its nodes, in a folder: one file a network, named
/// by the hash of its shape. A file that is damaged, or of another version or network, is made anew and the log says so.
/// Nothing depends on the folder: where it cannot be written, every start orders the network again.
/// </summary>
public sealed partial class RoadHierarchyCache(string folder, ILogger<RoadHierarchyCache> log)
{
    /// <summary>Grows when the format, or the way nodes are ordered, changes.</summary>
    private const int Version = 1;

    /// <summary>Networks below this are ordered faster than a file is worth.</summary>
    private const int MinNodes = 2_000;

    private const int HashBytes = 16;
    private const int HeaderBytes = 4 + 4 + HashBytes + 4;

    private static ReadOnlySpan<byte> Magic => "FARO"u8;

    /// <summary>Gives the network its hierarchy, from the folder when it is there.</summary>
    public void Prepare(RoadNetwork roads)
    {
        if (roads.SearchGraph.NodeCount < MinNodes)
            return;
        var shape = ShapeOf(roads);
        var path = Path.Combine(folder, $"{Convert.ToHexStringLower(shape)}.order");
        if (Read(path, shape, roads.SearchGraph.NodeCount) is { } order)
        {
            roads.Adopt(new RoadHierarchy(roads.SearchGraph, order));
            return;
        }

        Write(path, shape, roads.Hierarchy.Order);
    }

    /// <summary>Everything that the order follows from: places, arcs, copies of junctions. Travel times do not matter.</summary>
    private static byte[] ShapeOf(RoadNetwork roads)
    {
        var hash = new XxHash128();
        var graph = roads.SearchGraph;
        Span<byte> counts = stackalloc byte[12];
        BinaryPrimitives.WriteInt32LittleEndian(counts, roads.NodeCount);
        BinaryPrimitives.WriteInt32LittleEndian(counts[4..], graph.NodeCount);
        BinaryPrimitives.WriteInt32LittleEndian(counts[8..], graph.ArcCount);
        hash.Append(counts);
        hash.Append(MemoryMarshal.AsBytes(roads.Nodes));
        hash.Append(MemoryMarshal.AsBytes(graph.Tail));
        hash.Append(MemoryMarshal.AsBytes(graph.Head));
        return hash.GetHashAndReset();
    }

    private int[]? Read(string path, byte[] shape, int nodeCount)
    {
        byte[] file;
        try
        {
            if (!File.Exists(path))
                return null;
            file = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogUnreadable(path, error);
            return null;
        }

        var (order, fault) = Parse(file, shape, nodeCount);
        if (order is null)
            LogRebuilt(path, fault);
        return order;
    }

    private static (int[]? Order, string Fault) Parse(byte[] file, byte[] shape, int nodeCount)
    {
        if (file.Length < HeaderBytes + HashBytes || !file.AsSpan(0, 4).SequenceEqual(Magic))
            return (null, "it is no such file, or was cut short");
        if (!XxHash128.Hash(file.AsSpan(0, file.Length - HashBytes)).AsSpan().SequenceEqual(file.AsSpan(file.Length - HashBytes)))
            return (null, "its checksum is wrong");
        if (BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(4)) != Version)
            return (null, "it is of another version");
        if (!file.AsSpan(8, HashBytes).SequenceEqual(shape) || BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(8 + HashBytes)) != nodeCount
            || file.Length != HeaderBytes + nodeCount * 4 + HashBytes)
            return (null, "it belongs to another network");
        var order = new int[nodeCount];
        var isTaken = new bool[nodeCount];
        for (var rank = 0; rank < nodeCount; rank++)
        {
            var node = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(HeaderBytes + rank * 4));
            if (node < 0 || node >= nodeCount || isTaken[node])
                return (null, "it names a node twice, or one that does not exist");
            isTaken[node] = true;
            order[rank] = node;
        }

        return (order, "");
    }

    /// <summary>Under another name first, so that nobody ever finds half a file.</summary>
    private void Write(string path, byte[] shape, ReadOnlySpan<int> order)
    {
        var file = new byte[HeaderBytes + order.Length * 4 + HashBytes];
        Magic.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), Version);
        shape.CopyTo(file, 8);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(8 + HashBytes), order.Length);
        for (var rank = 0; rank < order.Length; rank++)
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(HeaderBytes + rank * 4), order[rank]);
        XxHash128.Hash(file.AsSpan(0, file.Length - HashBytes)).CopyTo(file, file.Length - HashBytes);
        var unfinished = $"{path}.{Environment.ProcessId}";
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(unfinished, file);
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogNotKept(path, error);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Path}: {Fault}; the network is ordered again.")]
    private partial void LogRebuilt(string path, string fault);

    [LoggerMessage(2, LogLevel.Warning, "{Path} cannot be read; the network is ordered again.")]
    private partial void LogUnreadable(string path, Exception error);

    [LoggerMessage(3, LogLevel.Warning, "{Path} cannot be written; the next start orders the network again.")]
    private partial void LogNotKept(string path, Exception error);
}
