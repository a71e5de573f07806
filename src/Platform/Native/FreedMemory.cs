using System.Runtime.InteropServices;

namespace Hathi.Platform.Native;

/// <summary>Memory of libc's allocator, in which packets and buffers of sockets lie.</summary>
public static partial class FreedMemory
{
    private static bool s_cannot = !OperatingSystem.IsLinux();

    /// <summary>
    /// Gives back to the system what was freed. Glibc keeps it, in an arena for each thread that has allocated: what a burst of work had
    /// needed for a moment would stay resident for good. Other libraries have no such call, and nothing is done.
    /// </summary>
    public static void GiveBack()
    {
        if (s_cannot)
        {
            return;
        }

        try
        {
            _ = Trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            s_cannot = true; // musl
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int Trim(nuint pad);
}
