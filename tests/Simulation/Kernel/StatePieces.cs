namespace FleetActors.Tests.Simulation.Kernel;

/// <summary>A saved state taken apart into its named pieces.</summary>
internal sealed class StatePieces
{
    private readonly List<(string Name, byte[] Bytes)> _pieces = [];

    private StatePieces()
    {
    }

    public string[] Names => [.. _pieces.Select(piece => piece.Name).Distinct()];

    public static StatePieces Of(byte[] saved)
    {
        var state = new StatePieces();
        using var reader = new BinaryReader(new MemoryStream(saved));
        while (reader.BaseStream.Position < saved.Length)
            state._pieces.Add((reader.ReadString(), reader.ReadBytes((int)reader.ReadInt64())));
        return state;
    }

    public bool SameAs(StatePieces other, string name) => BytesOf(name).SequenceEqual(other.BytesOf(name), ByteArrays.Instance);

    /// <summary>The state with all pieces of a name from another one.</summary>
    public byte[] With(StatePieces other, string name)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        foreach (var (mine, theirs) in _pieces.Zip(other._pieces))
        {
            var bytes = mine.Name == name ? theirs.Bytes : mine.Bytes;
            writer.Write(mine.Name);
            writer.Write((long)bytes.Length);
            writer.Write(bytes);
        }

        return stream.ToArray();
    }

    private IEnumerable<byte[]> BytesOf(string name) => _pieces.Where(piece => piece.Name == name).Select(piece => piece.Bytes);

    private sealed class ByteArrays : IEqualityComparer<byte[]>
    {
        public static readonly ByteArrays Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => obj.Length;
    }
}
