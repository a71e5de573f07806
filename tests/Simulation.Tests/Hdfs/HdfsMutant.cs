namespace Hathi.Simulation.Tests.Hdfs;

/// <summary>A mistake made on purpose in a process of the cluster: a checker that cannot see it checks nothing.</summary>
internal enum HdfsMutant
{
    /// <summary>The program as it is.</summary>
    None,

    /// <summary>The NameNode answers before its edits are on the medium.</summary>
    AnswersBeforeTheFlush,

    /// <summary>The NameNode now and then leaves an edit out of its log.</summary>
    LeavesOutEdits,

    /// <summary>The NameNode carries out a retry as if it were another call.</summary>
    ForgetsAnsweredCalls,

    /// <summary>The NameNode takes all nodes to be on one rack.</summary>
    KnowsNoRacks,

    /// <summary>A DataNode acknowledges packets of which a power failure takes the bytes.</summary>
    AcknowledgesBeforeTheSync,

    /// <summary>A DataNode acknowledges packets before the nodes behind it have.</summary>
    AcknowledgesForOthers,

    /// <summary>A reader takes what does not match its checksum.</summary>
    ReadsWithoutChecksums,

    /// <summary>A replica is copied without a look at its checksums.</summary>
    CopiesWithoutChecksums,

    /// <summary>A DataNode does not delete what it is told to.</summary>
    KeepsDeletedReplicas,

    /// <summary>The NameNode takes a reported replica of any generation for one of the newest.</summary>
    BelievesAnyGeneration,

    /// <summary>The primary of a block recovery cuts one byte too many.</summary>
    RecoversTooShort,

    /// <summary>Bad replicas are not told on.</summary>
    HidesRot,

    /// <summary>The NameNode takes a replica for newer than its name space when no block that is left has a stamp or an id like it.</summary>
    ForgetsNewestStamps,

    /// <summary>The NameNode does not go on with what takes many steps after its first ones.</summary>
    ForgetsTheRest,
}
