using Google.Protobuf;
using Hathi.Hadoop.Tokens;

namespace Hathi.Yarn.ResourceManager.Tests;

/// <summary>What clients, masters and nodes ask a ResourceManager, whoever made it.</summary>
internal interface IResourceManagerCalls
{
    /// <summary>A call of alice.</summary>
    Task<T> ClientAsync<T>(string method, IMessage request, MessageParser<T> parser)
        where T : class, IMessage<T>, new();

    /// <summary>A call of a master.</summary>
    Task<T> MasterAsync<T>(Token? token, string method, IMessage request, MessageParser<T> parser)
        where T : class, IMessage<T>, new();

    /// <summary>A call of a node.</summary>
    Task<T> TrackerAsync<T>(string method, IMessage request, MessageParser<T> parser)
        where T : class, IMessage<T>, new();
}
