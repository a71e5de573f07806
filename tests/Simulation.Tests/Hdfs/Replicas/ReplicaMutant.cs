namespace Hathi.Simulation.Tests.Hdfs.Replicas;

/// <summary>
/// A mistake made on purpose between the DataNode's replica store and its disk: a check that cannot see it checks nothing.
/// </summary>
internal enum ReplicaMutant
{
    /// <summary>The program as it is.</summary>
    None,

    /// <summary>Checksums are written before the data that they are for.</summary>
    ChecksumsBeforeData,

    /// <summary>Data is not synced, checksums are.</summary>
    DataIsNotSynced,

    /// <summary>Checksums are not synced, data is.</summary>
    ChecksumsAreNotSynced,

    /// <summary>Names are not synced.</summary>
    NamesAreNotSynced,

    /// <summary>What a failed write left in the block file is not cut off, and no recovery cuts it either.</summary>
    NothingIsCut,

    /// <summary>Files are not closed.</summary>
    FilesStayOpen,

    /// <summary>A chunk that rotted looks as one that a power cut kept from the medium, so that it and all behind it is cut off.</summary>
    RotLooksUnwritten,

    /// <summary>A cut takes a chunk too much.</summary>
    TooMuchIsCut,

    /// <summary>Block files that are deleted stay where they are.</summary>
    DeletedFilesStay,

    /// <summary>The block file of a copy comes to its place, and over that of an older replica, before its checksum file does.</summary>
    BlockFilesMoveFirst,
}
