namespace Hathi.Hdfs.Core.Model;

/// <summary>What somebody wants to do, as permission bits (AclEntryProto.FsActionProto).</summary>
[Flags]
public enum FsAction : byte
{
    None = 0,
    Execute = 1,
    Write = 2,
    WriteExecute = 3,
    Read = 4,
    ReadExecute = 5,
    ReadWrite = 6,
    All = 7,
}
