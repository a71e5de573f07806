using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Requests;

/// <summary>Writes what <see cref="QueryParameters"/> reads: the values one after another. Allocates nothing.</summary>
public ref struct ParametersWriter
{
    private readonly WireBuffer _buffer;
    private readonly ProtocolVersion _version;
    private readonly QueryOptions _options;
    private readonly bool _named;
    private int _left;

    private ParametersWriter(WireBuffer buffer, ProtocolVersion version, QueryOptions options, int values, bool named)
    {
        _buffer = buffer;
        _version = version;
        _options = options;
        _named = named;
        _left = values;
    }

    /// <summary>A value by place.</summary>
    public void Value(scoped WireValue value)
    {
        Take(named: false);
        _buffer.PutValue(value);
    }

    /// <summary>A value by name.</summary>
    public void Value(scoped ReadOnlySpan<char> name, scoped WireValue value)
    {
        Take(named: true);
        _buffer.PutString(name);
        _buffer.PutValue(value);
    }

    /// <summary>Ends the message, when all values are written.</summary>
    public readonly void Complete()
    {
        if (_left != 0)
        {
            throw new InvalidOperationException($"{_left} values are missing");
        }

        _options.WriteTail(_buffer, _version);
    }

    internal static ParametersWriter Begin(WireBuffer buffer, ProtocolVersion version, QueryOptions options, int values, bool named)
    {
        var flags = (values > 0 ? QueryFlags.Values : 0) | (values > 0 && named ? QueryFlags.NamesForValues : 0);
        options.WriteHead(buffer, version, flags);
        if (values > 0)
        {
            buffer.PutShort(checked((ushort)values));
        }

        return new ParametersWriter(buffer, version, options, values, named);
    }

    private void Take(bool named)
    {
        if (_left == 0 || named != _named)
        {
            throw new InvalidOperationException(_left == 0 ? "a value too many" : "values are all by name or all by place");
        }

        _left--;
    }
}
