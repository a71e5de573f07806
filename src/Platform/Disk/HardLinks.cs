using System.Runtime.InteropServices;
using Hathi.Base;

namespace Hathi.Platform.Disk;

/// <summary>Second names of files, which .NET does not offer.</summary>
public static class HardLinks
{
    /// <summary>Gives a file another name. Of a symbolic link it depends on the system whether the link or what it leads to is named.</summary>
    /// <param name="existing">The file.</param>
    /// <param name="name">Nothing has it yet.</param>
    /// <exception cref="DiskException">The system refuses.</exception>
    public static void Create(string existing, string name)
    {
        if (PosixCalls.Link(existing, name) != 0)
        {
            throw DiskCall.ChangeFailed(name, "link", Marshal.GetLastPInvokeError());
        }
    }
}
