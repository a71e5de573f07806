using System.Buffers;
using Hathi.Records;
using Hathi.Records.Serialization;

namespace Hathi.MapReduce.Streaming;

/// <summary>A mapper that is a program: it reads the records as lines, and each line that it writes is a record.</summary>
internal sealed class StreamMapper<TKey>(string command, StreamFormat format) : Mapper<TKey, Text, Text, Text>
    where TKey : allows ref struct
{
    private readonly ArrayBufferWriter<byte> _key = new();
    private Serializer<TKey> _keys = null!;
    private StreamPipe _pipe = null!;

    public override void Setup(Context context)
    {
        _keys = context.Job.Serializers.Get<TKey>();
        var file = context.Split is FileSplit split ? split : null;
        _pipe = new StreamPipe(StreamProgram.Start(command, context, file, format.Environment), context, format, context.Write);
    }

    public override void Map(TKey key, Text line, Context context)
    {
        if (!format.IgnoreKey)
        {
            _key.ResetWrittenCount();
            _keys.Format(key, _key);
            _pipe.Send(_key.WrittenSpan, format.InputSeparator);
        }

        _pipe.Send(line.Bytes, "\n"u8);
    }

    public override void Cleanup(Context context) => _pipe.Finish();
}

/// <summary>A reducer or combiner that is a program: it reads "key TAB value" for each value, in the order of keys.</summary>
internal sealed class StreamReducer(string command, StreamFormat format) : Reducer<Text, Text, Text, Text>
{
    private StreamPipe _pipe = null!;
    private bool _any;

    public override void Setup(Context context) =>
        _pipe = new StreamPipe(
            StreamProgram.Start(command, context, null, format.Environment), context, format, (key, value) => Take(key, value, context));

    public override void Reduce(Text key, Values<Text> values, Context context)
    {
        _any = true;
        foreach (var value in values)
        {
            _pipe.Send(key.Bytes, format.InputSeparator);
            _pipe.Send(value.Bytes, "\n"u8);
        }
    }

    public override void Cleanup(Context context) => _pipe.Finish();

    // As with Apache's, what a program says to no input at all is not output.
    private void Take(Text key, Text value, Context context)
    {
        if (_any)
        {
            context.Write(key, value);
        }
    }
}

/// <summary>Passes records on as they are, keys as text.</summary>
internal sealed class PassMapper<TKey> : Mapper<TKey, Text, Text, Text>
    where TKey : allows ref struct
{
    private readonly ArrayBufferWriter<byte> _key = new();
    private Serializer<TKey> _keys = null!;

    public override void Setup(Context context) => _keys = context.Job.Serializers.Get<TKey>();

    public override void Map(TKey key, Text line, Context context)
    {
        _key.ResetWrittenCount();
        _keys.Format(key, _key);
        context.Write(new Text(_key.WrittenSpan), line);
    }
}

/// <summary>Passes records on as they are.</summary>
internal sealed class PassReducer : Reducer<Text, Text, Text, Text>
{
    public override void Reduce(Text key, Values<Text> values, Context context)
    {
        foreach (var value in values)
        {
            context.Write(key, value);
        }
    }
}
