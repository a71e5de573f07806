using System.ComponentModel;
using System.Text;

namespace Hathi.Yarn.NodeManager.Launch;

/// <summary>
/// Starts the first process of a container in a session and process group of its own, with default signals and standard streams of nowhere.
/// posix_spawn shares this process's memory until the exec: the cost does not grow with the size of the node.
/// </summary>
internal static unsafe class ProcessStart
{
    private static readonly byte[] Nowhere = "/dev/null\0"u8.ToArray();
    private const int OpenWriteOnly = 1;

    /// <summary>Starts a program; it is a child that somebody must wait for (<see cref="ProcessWatch"/>).</summary>
    /// <param name="program">Absolute path.</param>
    /// <param name="arguments">The program's own name first.</param>
    /// <param name="environment"><c>NAME=value</c> each.</param>
    /// <param name="directory">Working directory.</param>
    /// <returns>The process id, which is also that of the session and the process group.</returns>
    /// <exception cref="IOException">The system did not start it.</exception>
    internal static int Session(string program, IReadOnlyList<string> arguments, IReadOnlyList<string> environment, string directory)
    {
        var attributes = stackalloc byte[PosixCalls.SpawnStructBytes];
        var actions = stackalloc byte[PosixCalls.SpawnStructBytes];
        var signals = stackalloc byte[128];
        Check(PosixCalls.AttributesInit(attributes), program);
        Check(PosixCalls.ActionsInit(actions), program);
        using var argv = new NativeStrings(arguments);
        using var envp = new NativeStrings(environment);
        try
        {
            Check(PosixCalls.AttributesSetFlags(attributes, (short)(PosixCalls.SpawnSetSid | PosixCalls.SpawnSetSigDef | PosixCalls.SpawnSetSigMask)), program);
            _ = PosixCalls.SignalsAll(signals);
            Check(PosixCalls.AttributesSetSigDefault(attributes, signals), program);
            _ = PosixCalls.SignalsNone(signals);
            Check(PosixCalls.AttributesSetSigMask(attributes, signals), program);
            fixed (byte* nowhere = Nowhere, where = Encoding.UTF8.GetBytes(directory + "\0"), path = Encoding.UTF8.GetBytes(program + "\0"))
            {
                Check(PosixCalls.ActionsChangeDirectory(actions, where), directory);
                Check(PosixCalls.ActionsOpen(actions, 0, nowhere, PosixCalls.OpenReadOnly, 0), program);
                Check(PosixCalls.ActionsOpen(actions, 1, nowhere, OpenWriteOnly, 0), program);
                Check(PosixCalls.ActionsOpen(actions, 2, nowhere, OpenWriteOnly, 0), program);
                Check(PosixCalls.Spawn(out var pid, path, actions, attributes, argv.Pointers, envp.Pointers), program);
                return pid;
            }
        }
        finally
        {
            _ = PosixCalls.ActionsDestroy(actions);
            _ = PosixCalls.AttributesDestroy(attributes);
        }
    }

    private static void Check(int error, string what)
    {
        if (error != 0)
        {
            throw new IOException($"Starting {what} failed: {new Win32Exception(error).Message}");
        }
    }
}
