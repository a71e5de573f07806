namespace Hathi.Yarn.ResourceManager.Mapping;

/// <summary>
/// What a request may hold before the Core sees it. Apache's ResourceManager sets few of these limits; each stands where everything real is
/// far below it. Texts are counted in UTF-16 characters. Bytes of whole requests are bounded before they are decoded
/// (<see cref="Calls.RequestBytes"/>).
/// </summary>
internal static class RequestLimits
{
    /// <summary>Characters of an application's name: it is shown in every list, and programs put a whole query into it.</summary>
    public const int Name = 8_000;

    /// <summary>Characters of an application's type; what is behind them is cut off (YarnConfiguration.APPLICATION_TYPE_LENGTH).</summary>
    public const int Type = 20;

    /// <summary>Tags of an application (yarn.resourcemanager.application.max-tags).</summary>
    public const int Tags = 10;

    /// <summary>Characters of a tag (yarn.resourcemanager.application.max-tag.length).</summary>
    public const int Tag = 100;

    /// <summary>Characters of a queue's path.</summary>
    public const int Queue = 1_000;

    /// <summary>Characters of a host's name as it is written (RFC 1035): no name service takes a longer one.</summary>
    public const int Host = 253;

    /// <summary>Characters of the place of an ask: a host, or a rack's path.</summary>
    public const int Place = 1_000;

    /// <summary>Characters of a user's name, and of a version (LOGIN_NAME_MAX).</summary>
    public const int User = 256;

    /// <summary>Characters of a URL: what browsers and proxies carry.</summary>
    public const int Url = 8_000;

    /// <summary>Characters of a time: any form that can be read is shorter.</summary>
    public const int Time = 100;

    /// <summary>Characters of a text that tells why; what is before them is cut off (yarn.app.attempt.diagnostics.limit.kc, 64).</summary>
    public const int Diagnostics = 64 * 1024;

    /// <summary>
    /// Asks, releases, or names of nodes to avoid, in one heartbeat of a master: each of 10,000 nodes and their racks at several
    /// priorities, and the Core takes them in one step.
    /// </summary>
    public const int PlacesOfAllocate = 65_536;

    /// <summary>Containers or applications in one call of a node: it runs some hundreds.</summary>
    public const int OfNode = 65_536;

    /// <summary>Values of one filter of getApplications: each is compared with every application.</summary>
    public const int FilterValues = 1_000;

    /// <summary>Characters of a value of a filter: the longest of what it can be compared with, a name.</summary>
    public const int FilterValue = Name;

    /// <summary>Containers that a submission asks for its master: one for each place that will do.</summary>
    public const int MasterAsks = 1_000;

    /// <summary>Time-outs in one call, or of a submission: there is one kind, and each is a change of its own.</summary>
    public const int Timeouts = 10;

    /// <summary>
    /// Access lists of an application: there are two kinds, and each list is read whenever somebody asks for the application.
    /// </summary>
    public const int AccessLists = 16;

    /// <summary>Characters of an access list: some thousands of users and groups.</summary>
    public const int AccessList = 64 * 1024;

    /// <summary>Bytes of what a submission says of its logs: it goes into the token of each container that the application gets.</summary>
    public const int LogContextBytes = 16 * 1024;

    /// <summary>Bytes of a delegation token's identifier: three names of at most <see cref="User"/> characters, and some numbers.</summary>
    public const int TokenIdentifierBytes = 4 * 1024;

    /// <summary>The largest number of a port; 0 where a port is not served.</summary>
    public const int Port = ushort.MaxValue;
}
