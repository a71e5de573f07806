using Google.Protobuf;

namespace Hathi.Hdfs.Client.Calls;

/// <summary>Carries calls to the NameNode of a file system: the wire in production, a table of answers in tests.</summary>
internal interface IRpcCaller : IAsyncDisposable
{
    /// <summary>Calls a method of ClientProtocol and waits for the answer, over retries.</summary>
    /// <exception cref="HdfsException">
    /// The NameNode refused; or one of the typed exceptions that <see cref="RemoteErrors"/> names.
    /// </exception>
    /// <exception cref="IOException">No NameNode could be reached or answered.</exception>
    Task<TResponse> CallAsync<TResponse>(
        string method, IMessage request, MessageParser<TResponse> parser, CancellationToken cancellationToken)
        where TResponse : class, IMessage<TResponse>, new();
}
