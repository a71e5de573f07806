namespace Hathi.Hdfs.Client.Tests.Fakes;

/// <summary>What a fake DataNode does about a packet that it is given.</summary>
internal enum FakeVerdict
{
    Acknowledge,

    /// <summary>An acknowledgement with an error status.</summary>
    Error,

    /// <summary>Announces that it restarts.</summary>
    Restart,

    /// <summary>Cuts the connection.</summary>
    Cut,

    /// <summary>Never answers.</summary>
    Silence,
}
