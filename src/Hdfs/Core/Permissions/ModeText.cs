using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Permissions;

/// <summary>Modes and actions as messages write them (FsPermission.toString, FsAction.name).</summary>
internal static class ModeText
{
    private const int Sticky = 0x200;

    /// <summary>For example rwxr-xr-t.</summary>
    public static string Of(ushort mode) => string.Create(9, mode, static (text, bits) =>
    {
        for (var i = 0; i < 9; i++)
        {
            text[i] = (bits & (0x100 >> i)) != 0 ? "rwx"[i % 3] : '-';
        }

        if ((bits & Sticky) != 0)
        {
            text[8] = text[8] == 'x' ? 't' : 'T';
        }
    });

    public static string Of(FsAction action) => action switch
    {
        FsAction.None => "NONE",
        FsAction.Execute => "EXECUTE",
        FsAction.Write => "WRITE",
        FsAction.WriteExecute => "WRITE_EXECUTE",
        FsAction.Read => "READ",
        FsAction.ReadExecute => "READ_EXECUTE",
        FsAction.ReadWrite => "READ_WRITE",
        _ => "ALL",
    };
}
