using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Makes a directory (mkdirs). Answer: bool, true also when it was there.</summary>
public sealed class MkdirsRequest : ClientRequest
{
    /// <summary>Absolute path, or /.reserved/.inodes/ID.</summary>
    public required string Path { get; init; }

    /// <summary>Permission bits with the client's umask applied.</summary>
    public required ushort Masked { get; init; }

    /// <summary>Permission bits before the umask; equal to <see cref="Masked"/> when the client sends none.</summary>
    public required ushort Unmasked { get; init; }

    /// <summary>Missing parents are made.</summary>
    public required bool CreateParent { get; init; }
}
