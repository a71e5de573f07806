using Hathi.Base;
using Hathi.Platform.Native;

namespace Hathi.Platform.Disk;

/// <summary>Second names of files, which .NET does not offer.</summary>
public static class HardLinks
{
    /// <summary>
    /// Gives a file another name. Of a symbolic link it depends on the system whether the link or what it leads to is named.
    /// </summary>
    /// <param name="existing">The file.</param>
    /// <param name="name">Nothing has it yet.</param>
    /// <exception cref="DiskException">The system refuses.</exception>
    public static void Create(string existing, string name)
    {
        if (FileCalls.Link(existing, name) is var error and not 0)
        {
            throw DiskCall.ChangeFailed(name, "link", error);
        }
    }
}
