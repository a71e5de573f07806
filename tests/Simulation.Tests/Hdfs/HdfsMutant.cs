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

    /// <summary>A DataNode acknowledges blocks of which a power failure takes the bytes.</summary>
    AcknowledgesBeforeTheSync,

    /// <summary>A DataNode acknowledges an hsync of a replica that is written on before its bytes are on the disk.</summary>
    AcknowledgesHsyncTooSoon,

    /// <summary>A DataNode acknowledges what it could not bring to its disk.</summary>
    TakesFailedSyncsForDone,

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

    /// <summary>
    /// The NameNode takes a replica for newer than its name space when no block that is left has a stamp or an id like it.
    /// </summary>
    ForgetsNewestStamps,

    /// <summary>The NameNode does not go on with what takes many steps after its first ones.</summary>
    ForgetsTheRest,

    /// <summary>What a DataNode writes now and then does not get into its block file.</summary>
    LosesWrites,

    /// <summary>A reader takes a replica that cannot say how much of it was acknowledged for an empty one.</summary>
    TakesNoLengthForNone,

    /// <summary>A DataNode that starts cuts a last chunk off whole when its checksum is for a beginning of it.</summary>
    CutsTornChunks,

    /// <summary>A DataNode that starts deletes a replica of which one file was moved and the other was not.</summary>
    DropsParted,

    /// <summary>A DataNode leaves in its files what a full disk took of a packet.</summary>
    KeepsHalfPackets,

    /// <summary>A DataNode's scanner ends at the first replica that cannot be read.</summary>
    EndsTheScanAtAFault,

    /// <summary>Who leads a block recovery takes a holder that does not answer for one that has nothing.</summary>
    PassesOverSilentHolders,

    /// <summary>A DataNode goes on telling of a storage whose disk was replaced.</summary>
    TellsOfGoneStorages,

    /// <summary>A NameNode that is to read its lists of nodes again takes those that it had at its start.</summary>
    KeepsTheListsOfItsStart,

    /// <summary>A DataNode takes the time that has passed from its wall clock.</summary>
    TakesWallTimeForElapsed,

    /// <summary>A DataNode that gives up a volume deletes what is being written on its others.</summary>
    DropsItsOtherVolumes,

    /// <summary>A DataNode deletes what lies on a volume that was dead, when it is there again.</summary>
    PurgesReturnedVolumes,

    /// <summary>A DataNode that opens a replica again copies it, and does not bring the copy to the disk.</summary>
    ReopensWithoutSync,

    /// <summary>The NameNode goes on counting a lone replica that its node no longer tells of.</summary>
    KeepsWhatReportsLeaveOut,
}
