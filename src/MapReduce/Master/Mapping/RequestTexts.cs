using Hathi.Hadoop.Rpc;

namespace Hathi.MapReduce.Master.Mapping;

/// <summary>
/// Texts that clients and workers send, checked or cut by <see cref="RequestLimits"/>. Nothing reads a field of a request but through the
/// classes beside this one: a test reads the code.
/// </summary>
internal static class RequestTexts
{
    /// <exception cref="RpcFault">It is no container's id.</exception>
    internal static string Container(string container) => container.Length is > 0 and <= RequestLimits.ContainerCharacters
        ? container
        : throw new RpcFault(
            JavaErrors.IllegalArgument,
            $"A container's id has 1 to {RequestLimits.ContainerCharacters} characters, this one has {container.Length}.");

    /// <summary>What an attempt says that it does.</summary>
    internal static string Status(string status) => First(status, RequestLimits.StatusCharacters);

    /// <summary>Why an attempt failed, or a job is killed.</summary>
    internal static string Message(string message) => First(message, RequestLimits.MessageCharacters);

    /// <summary>A counter, or its group. Source: Limits.filterName.</summary>
    internal static string CounterName(string name) => First(name, RequestLimits.CounterNameCharacters);

    private static string First(string text, int characters) => text.Length <= characters ? text : text[..characters];
}
