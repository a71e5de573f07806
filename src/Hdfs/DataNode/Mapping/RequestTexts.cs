using Hathi.Base;

namespace Hathi.Hdfs.DataNode.Mapping;

/// <summary>
/// Texts of requests, checked against <see cref="RequestLimits"/>. What is refused is told with what it is and what the limit is, never
/// with the text itself. Calls and operations read no field of a request but through the classes beside this one: a test reads their code.
/// </summary>
internal static class RequestTexts
{
    /// <summary>Whether a client asks; DataNodes, that copy among each other, have no name.</summary>
    internal static bool IsClient(string clientName) => clientName.Length > 0;

    /// <summary>Whose pipeline it is; empty: a DataNode asks.</summary>
    /// <exception cref="IOException">It is too long.</exception>
    internal static string ClientName(string name) => Check("client name", name, RequestLimits.ClientName);

    /// <summary>The node whose replica is deleted for a new one: the NameNode is told.</summary>
    /// <exception cref="IOException">It is too long for the id of a node.</exception>
    internal static string DeleteHint(string uuid) => Check("id of the DataNode to delete from", uuid, RequestLimits.UuidCharacters);

    /// <summary>As much as is repeated to who sent it.</summary>
    internal static string Told(string text) =>
        text.Length <= RequestLimits.ToldCharacters ? text : text[..RequestLimits.ToldCharacters] + "…";

    private static string Check(string what, string text, int characters) => text.Length <= characters
        ? text
        : throw new RefusedException($"The {what} is too long.  Limit {characters} characters.");
}
