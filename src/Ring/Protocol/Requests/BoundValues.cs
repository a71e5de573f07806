using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Requests;

/// <summary>Values of a statement's variables where they lie, by place or by name. Allocates nothing.</summary>
public readonly ref struct BoundValues
{
    private const int LeastBytes = sizeof(int);
    private readonly ReadOnlySpan<byte> _values;
    private readonly ProtocolVersion _version;

    private BoundValues(int count, bool areNamed, ReadOnlySpan<byte> values, ProtocolVersion version)
    {
        Count = count;
        AreNamed = areNamed;
        _values = values;
        _version = version;
    }

    /// <summary>How many.</summary>
    public int Count { get; }

    /// <summary>Each has a name.</summary>
    public bool AreNamed { get; }

    /// <summary>Goes past them, looking at each length.</summary>
    /// <exception cref="ProtocolException">They are none.</exception>
    public static BoundValues Read(scoped ref WireReader reader, bool named, ProtocolVersion version)
    {
        var count = reader.Count(reader.Short(), LeastBytes, "values");
        var start = reader.Rest;
        for (var i = 0; i < count; i++)
        {
            if (named)
            {
                _ = reader.Utf8();
            }

            _ = reader.Value(version);
        }

        return new BoundValues(count, named, start[..^reader.Rest.Length], version);
    }

    /// <summary>The values, in the order of the wire.</summary>
    public Enumerator GetEnumerator() => new(this);

    /// <summary>Walks over the values.</summary>
    public ref struct Enumerator
    {
        private readonly bool _named;
        private readonly ProtocolVersion _version;
        private WireReader _reader;
        private int _left;

        internal Enumerator(BoundValues values)
        {
            _named = values.AreNamed;
            _version = values._version;
            _left = values.Count;
            _reader = new WireReader(values._values);
        }

        /// <summary>The value.</summary>
        public WireValue Current { get; private set; }

        /// <summary>The name of its variable, as UTF-8; empty where values have none.</summary>
        public ReadOnlySpan<byte> Name { get; private set; }

        /// <summary>The next value.</summary>
        public bool MoveNext()
        {
            if (_left == 0)
            {
                return false;
            }

            _left--;
            Name = _named ? _reader.Utf8() : default;
            Current = _reader.Value(_version);
            return true;
        }
    }
}
