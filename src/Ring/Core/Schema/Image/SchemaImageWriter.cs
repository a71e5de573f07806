using System.Buffers;
using Hathi.Base;
using Hathi.Base.Cores;
using Hathi.Ring.Core.Schema.Changing;
using Hathi.Ring.Core.Schema.Edits;
using Hathi.Ring.Core.Schema.State;

namespace Hathi.Ring.Core.Schema.Image;

/// <summary>
/// Writes what is durable of a Core, a frame at a time. The Core must not be stepped or replayed into meanwhile. See
/// <see cref="SchemaImageReader"/>.
/// </summary>
/// <param name="core">What is written.</param>
public sealed class SchemaImageWriter(SchemaCore core) : IImageWriter
{
    private readonly ImageFrameWriter _frame = new(ImageFormat.MaxFrameBytes, SchemaState.Name);
    private readonly IEnumerator<Action<RecordWriter>> _edits = Edits(core).GetEnumerator();
    private bool _isHeaded;
    private bool _isAtEnd;

    /// <inheritdoc/>
    public bool WriteNext(IBufferWriter<byte> sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        if (!_isHeaded)
        {
            WriteHeader(sink);
        }

        while (!_isAtEnd && _frame.Records.Length < ImageFormat.FrameBytes)
        {
            if (_edits.MoveNext())
            {
                _edits.Current(_frame.Records);
            }
            else
            {
                _isAtEnd = true;
            }
        }

        if (!_frame.Records.IsEmpty)
        {
            _frame.Flush(sink);
        }

        if (_isAtEnd)
        {
            WriteEnd(sink);
        }

        return !_isAtEnd;
    }

    // A user type before those that have it in them, the count of changes at last: each edit before it counts as one.
    private static IEnumerable<Action<RecordWriter>> Edits(SchemaCore core)
    {
        foreach (var keyspace in core.Schema.Keyspaces.Values)
        {
            if (core.System.FindKeyspace(keyspace.Name) == keyspace)
            {
                continue;
            }

            yield return w => new KeyspaceSet(keyspace.Name, keyspace.IsDurable, keyspace.Replication).Write(w);
            if (keyspace.IsSystem)
            {
                continue;
            }

            foreach (var type in keyspace.Types.Values.OrderBy(static t => t.Type.Depth).ThenBy(static t => t.Name, StringComparer.Ordinal))
            {
                yield return w => new TypeSet(type.Keyspace, type.Name, type.Fields).Write(w);
            }

            foreach (var table in keyspace.Tables.Values)
            {
                yield return w => new TableSet(table).Write(w);
            }
        }

        yield return w => new EpochReached(core.Epoch).Write(w);
    }

    private void WriteHeader(IBufferWriter<byte> sink)
    {
        _isHeaded = true;
        foreach (var b in ImageFormat.Magic)
        {
            _frame.Records.Byte(b);
        }

        _frame.Records.Unsigned(ImageFormat.Version);
        _frame.Flush(sink);
    }

    private void WriteEnd(IBufferWriter<byte> sink)
    {
        var users = core.Schema.Keyspaces.Values.Where(static k => !k.IsSystem).ToArray();
        _frame.Records.Byte(ImageFormat.End);
        _frame.Records.Unsigned(users.Length);
        _frame.Records.Unsigned(users.Sum(static k => k.Tables.Count));
        _frame.Flush(sink);
    }
}
