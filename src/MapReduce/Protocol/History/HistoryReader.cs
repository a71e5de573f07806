using System.Runtime.CompilerServices;
using System.Text;
using Hathi.Base;
using Hathi.Records.Avro;

namespace Hathi.MapReduce.Protocol.History;

/// <summary>
/// The events of a history file, in both of Hadoop's encodings, as they come: they are never all in memory, and of counters'
/// names there is one copy.
/// </summary>
/// <param name="file">Read to its end, not closed.</param>
public sealed class HistoryReader(Stream file)
{
    private readonly HistoryInput _input = new(file);
    private readonly NameInterner _names = new();

    /// <summary>The file ended in the middle of an event, as that of a master that died does. To be asked at the end.</summary>
    public bool IsTorn { get; private set; }

    /// <summary>Reads them, once.</summary>
    /// <exception cref="InvalidDataException">It is no history file, or an event before the last is broken.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public async IAsyncEnumerable<HistoryEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var version = Encoding.UTF8.GetString((await _input.NextAsync(cancellation).ConfigureAwait(false) ?? default).Span);
        if (version is not (HistoryFile.JsonVersion or HistoryFile.BinaryVersion))
        {
            throw new InvalidDataException(
                $"no job history: it starts with '{version[..Math.Min(version.Length, 40)]}', "
                + $"not with {HistoryFile.JsonVersion} or {HistoryFile.BinaryVersion}");
        }

        var schema = AvroSchema.Parse(Encoding.UTF8.GetString(
            (await _input.NextAsync(cancellation).ConfigureAwait(false)
                ?? throw new InvalidDataException("no job history: it ends before its first event")).Span));
        var records = version == HistoryFile.JsonVersion ? JsonAsync(schema, cancellation) : BinaryAsync(schema, cancellation);
        await foreach (var record in records.ConfigureAwait(false))
        {
            if (EventReading.FromRecord(
                record as AvroRecord ?? throw new InvalidDataException($"no job history: its values are {schema.Name}"),
                _names) is { } happened)
            {
                yield return happened;
            }
        }
    }

    private async IAsyncEnumerable<object?> JsonAsync(AvroSchema schema, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (await _input.NextAsync(cancellation).ConfigureAwait(false) is { } line)
        {
            if (line.Span.Trim(" \r\t"u8).IsEmpty)
            {
                continue;
            }

            object? record;
            try
            {
                record = AvroJson.Read(schema, line);
            }
            catch (InvalidDataException) when (_input.IsAtEnd)
            {
                IsTorn = true;
                yield break;
            }

            yield return record;
        }
    }

    // Nothing separates events here: what is broken may go on behind what was read. Where one is torn, no later one can be found.
    private async IAsyncEnumerable<object?> BinaryAsync(AvroSchema schema, [EnumeratorCancellation] CancellationToken cancellation)
    {
        while (true)
        {
            if (_input.Rest.IsEmpty)
            {
                await _input.MoreAsync(cancellation).ConfigureAwait(false);
            }

            if (_input.Rest.IsEmpty)
            {
                yield break;
            }

            var reader = new AvroBinaryReader(_input.Rest);
            object? record;
            try
            {
                record = reader.Read(schema);
            }
            catch (InvalidDataException)
            {
                if (!_input.HasMore)
                {
                    IsTorn = true;
                    yield break;
                }

                await _input.MoreAsync(cancellation).ConfigureAwait(false);
                continue;
            }

            // The schema is a stranger's, too: of what takes no byte any file would have events without end.
            if (reader.Position == 0)
            {
                throw new InvalidDataException($"no job history: its events, {schema.Name}, take no byte");
            }

            _input.Skip(reader.Position);
            yield return record;
        }
    }
}
