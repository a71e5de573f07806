using System.Text;
using Hathi.Base;
using Hathi.Platform.Native;

namespace Hathi.Yarn.NodeManager.Launch;

/// <summary>
/// Starts the first process of a container in a session and process group of its own, with default signals and standard streams of nowhere.
/// posix_spawn shares this process's memory until the exec: the cost does not grow with the size of the node.
/// </summary>
internal static unsafe class ProcessStart
{
    private static readonly byte[] Nowhere = "/dev/null\0"u8.ToArray();

    /// <summary>Starts a program; it is a child that somebody must wait for (<see cref="ProcessWatch"/>).</summary>
    /// <param name="program">Absolute path.</param>
    /// <param name="arguments">The program's own name first.</param>
    /// <param name="environment"><c>NAME=value</c> each.</param>
    /// <param name="directory">Working directory.</param>
    /// <returns>The process id, which is also that of the session and the process group.</returns>
    /// <exception cref="IOException">The system did not start it.</exception>
    internal static int Session(string program, IReadOnlyList<string> arguments, IReadOnlyList<string> environment, string directory)
    {
        var attributes = stackalloc byte[SpawnCalls.StructBytes];
        var actions = stackalloc byte[SpawnCalls.StructBytes];
        var signals = stackalloc byte[SpawnCalls.SignalSetBytes];
        Check(SpawnCalls.AttributesInit(attributes), program);
        Check(SpawnCalls.ActionsInit(actions), program);
        using var argv = new NativeStrings(arguments);
        using var envp = new NativeStrings(environment);
        try
        {
            var flags = (short)(SpawnCalls.SetSid | SpawnCalls.SetSigDef | SpawnCalls.SetSigMask);
            Check(SpawnCalls.AttributesSetFlags(attributes, flags), program);
            _ = SpawnCalls.SignalsAll(signals);
            Check(SpawnCalls.AttributesSetSigDefault(attributes, signals), program);
            _ = SpawnCalls.SignalsNone(signals);
            Check(SpawnCalls.AttributesSetSigMask(attributes, signals), program);
            fixed (byte* nowhere = Nowhere, where = Encoding.UTF8.GetBytes(directory + "\0"), path = Encoding.UTF8.GetBytes(program + "\0"))
            {
                Check(SpawnCalls.ActionsChangeDirectory(actions, where), directory);
                Check(SpawnCalls.ActionsOpen(actions, 0, nowhere, SpawnCalls.OpenReadOnly, 0), program);
                Check(SpawnCalls.ActionsOpen(actions, 1, nowhere, SpawnCalls.OpenWriteOnly, 0), program);
                Check(SpawnCalls.ActionsOpen(actions, 2, nowhere, SpawnCalls.OpenWriteOnly, 0), program);
                Check(SpawnCalls.Spawn(out var pid, path, actions, attributes, argv.Pointers, envp.Pointers), program);
                return pid;
            }
        }
        finally
        {
            _ = SpawnCalls.ActionsDestroy(actions);
            _ = SpawnCalls.AttributesDestroy(attributes);
        }
    }

    private static void Check(int error, string what)
    {
        if (error != 0)
        {
            throw new EnvironmentException($"Starting {what} failed: {ErrorNumber.Message(error)}");
        }
    }
}
