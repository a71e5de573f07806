using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Hathi.Hadoop.Rpc.Wire;

/// <summary>A dictionary whose keys are looked up as the UTF-8 bytes that came over the wire, without making a string.</summary>
internal sealed class Utf8Table<T>
    where T : class
{
    private readonly Dictionary<byte[], T> _entries = new(Utf8Comparer.Instance);
    private readonly Dictionary<byte[], T>.AlternateLookup<ReadOnlySpan<byte>> _lookup;

    public Utf8Table() => _lookup = _entries.GetAlternateLookup<ReadOnlySpan<byte>>();

    public IEnumerable<T> Values => _entries.Values;

    public void Add(string name, T value) => _entries.Add(Encoding.UTF8.GetBytes(name), value);

    public T? Find(ReadOnlySpan<byte> utf8) => _lookup.TryGetValue(utf8, out var value) ? value : null;

    private sealed class Utf8Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly Utf8Comparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] key) => GetHashCode(key.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode([DisallowNull] ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
