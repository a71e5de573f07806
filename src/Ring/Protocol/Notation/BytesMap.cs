namespace Hathi.Ring.Protocol.Notation;

/// <summary>A [bytes map] where it lies: custom payloads, which most servers only pass by.</summary>
public readonly ref struct BytesMap
{
    // A key of no bytes and a value that is null.
    private const int LeastBytes = 6;

    private readonly ReadOnlySpan<byte> _pairs;

    private BytesMap(int count, ReadOnlySpan<byte> pairs)
    {
        Count = count;
        _pairs = pairs;
    }

    /// <summary>Pairs.</summary>
    public int Count { get; }

    /// <summary>Goes past one, looking at each length.</summary>
    /// <exception cref="ProtocolException">It is none.</exception>
    public static BytesMap Read(scoped ref WireReader reader)
    {
        var count = reader.Count(reader.Short(), LeastBytes, "a map");
        var start = reader.Rest;
        for (var i = 0; i < count; i++)
        {
            _ = reader.Utf8();
            _ = reader.Bytes();
        }

        return new BytesMap(count, start[..^reader.Rest.Length]);
    }

    /// <summary>The pairs, in the order of the wire.</summary>
    public Enumerator GetEnumerator() => new(Count, _pairs);

    /// <summary>Walks over the pairs.</summary>
    public ref struct Enumerator
    {
        private WireReader _reader;
        private int _left;

        internal Enumerator(int count, ReadOnlySpan<byte> pairs)
        {
            _left = count;
            _reader = new WireReader(pairs);
        }

        /// <summary>The pair.</summary>
        public Pair Current { get; private set; }

        /// <summary>The next pair.</summary>
        public bool MoveNext()
        {
            if (_left == 0)
            {
                return false;
            }

            _left--;
            var key = _reader.Utf8();
            Current = new Pair(key, _reader.Bytes());
            return true;
        }
    }

    /// <summary>A key, as UTF-8, and its value.</summary>
    public readonly ref struct Pair
    {
        internal Pair(ReadOnlySpan<byte> key, WireValue value)
        {
            Key = key;
            Value = value;
        }

        /// <summary>As UTF-8.</summary>
        public ReadOnlySpan<byte> Key { get; }

        /// <summary>Bytes, or null.</summary>
        public WireValue Value { get; }
    }
}
