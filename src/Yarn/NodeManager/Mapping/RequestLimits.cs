namespace Hathi.Yarn.NodeManager.Mapping;

/// <summary>
/// What a call to the NodeManager may hold. Apache's sets none of these limits; each stands where everything real is far below it, and what
/// is beyond is refused as what Apache refuses here: by a YarnException, for that container alone where a call has several. Texts are
/// counted in UTF-16 characters.
/// </summary>
internal static class RequestLimits
{
    /// <summary>
    /// Bytes of a call that starts containers: launch contexts of some, each with the tokens, variables and local resources of its job.
    /// </summary>
    public const int StartBytes = 16 * 1024 * 1024;

    /// <summary>
    /// Containers of one call. Masters start, stop and ask for a few at a time; each that starts writes files and a process begins.
    /// </summary>
    public const int Containers = 1_000;

    /// <summary>
    /// Bytes of the identifier of a container token: some hundred, and the patterns of log aggregation. It is decoded once more
    /// when its call has been.
    /// </summary>
    public const int TokenIdentifierBytes = 64 * 1024;

    /// <summary>
    /// Characters of the id of a node that are told to one who comes with a token for another: a host's name (RFC 1035) and a port.
    /// </summary>
    public const int NodeCharacters = 260;

    /// <summary>
    /// Characters of commands and variables together, with one between each and the next: what Linux hands to a program with its usual
    /// stack of 8 MiB (execve(2)).
    /// </summary>
    public const int LaunchCharacters = 2 << 20;

    /// <summary>
    /// Local resources of a container: jobs have some thousands. Each is a link in its directory, and one that is not here yet a wait.
    /// </summary>
    public const int LocalResources = 20_000;

    /// <summary>Characters of a resource's name, a path below the container's directory (PATH_MAX of Linux).</summary>
    public const int ResourceName = 4_096;

    /// <summary>Characters of a resource's place: as long a path as a NameNode looks up, and the file system's own name.</summary>
    public const int Url = 33_000;

    /// <summary>Characters of the pattern of what is unpacked of an archive: it is matched with each name in there.</summary>
    public const int Pattern = 8_000;

    /// <summary>Auxiliary services that a container has something for: a node has a few, and each is told at once.</summary>
    public const int Services = 64;

    /// <summary>Access lists of an application: there are two kinds.</summary>
    public const int AccessLists = 16;

    /// <summary>
    /// Characters of an access list: some thousands of users and groups. It is kept with the application, and stands
    /// in its aggregated logs.
    /// </summary>
    public const int AccessList = 64 * 1024;
}
