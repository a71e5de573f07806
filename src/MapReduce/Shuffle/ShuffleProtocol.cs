namespace Hathi.MapReduce.Shuffle;

/// <summary>
/// Names of the shuffle over HTTP. Source: Apache <c>ShuffleHeader</c>, <c>SecureShuffleUtils</c>, <c>ShuffleHandler</c>.
/// </summary>
public static class ShuffleProtocol
{
    /// <summary>The auxiliary service's name, in <c>service_data</c> and <c>services_meta_data</c>.</summary>
    public const string ServiceName = "mapreduce_shuffle";

    /// <summary>The port of an unconfigured service (mapreduce.shuffle.port).</summary>
    public const int DefaultPort = 13562;

    /// <summary>The one resource: <c>/mapOutput?job=JOB&amp;reduce=N&amp;map=ATTEMPT,…</c>.</summary>
    public const string Path = "/mapOutput";

    /// <summary>Header of request and answer: who speaks.</summary>
    public const string NameHeader = "name";

    public const string Name = "mapreduce";

    /// <summary>Header of request and answer: which version.</summary>
    public const string VersionHeader = "version";

    public const string Version = "1.0.0";

    /// <summary>The request's proof that the asker has the job token.</summary>
    public const string UrlHashHeader = "UrlHash";

    /// <summary>The answer's proof that the node has it.</summary>
    public const string ReplyHashHeader = "ReplyHash";

    /// <summary>The most bytes of a map attempt's id that <see cref="ShuffleHeader"/> takes.</summary>
    public const int MaxMapIdBytes = 1000;

    /// <summary>The service's meta data in the answer to startContainers: its port, highest byte first.</summary>
    public static byte[] MetaData(int port)
    {
        var bytes = new byte[sizeof(int)];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes, port);
        return bytes;
    }
}
