using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>
/// Enters, leaves or asks for safe mode (setSafeMode). Answer: bool, whether it is on afterwards: leaving is refused by
/// true, as Apache's does.
/// </summary>
public sealed class SetSafeModeRequest : ClientRequest, IAsk<bool>
{
    public required SafeModeAction Action { get; init; }
}

/// <summary>SafeModeActionProto.</summary>
public enum SafeModeAction
{
    Leave = 1,
    Enter = 2,
    Get = 3,
    ForceExit = 4,
}

internal static class SetSafeMode
{
    public static bool Run(OperationContext context, SetSafeModeRequest request)
    {
        var manager = context.Blocks.Manager;
        if (request.Action == SafeModeAction.Get)
        {
            return manager.InSafeMode;
        }

        context.Permissions.RequireSuperUser(request.Caller, NameOf(request.Action));
        context.Changing();
        if (request.Action == SafeModeAction.Enter)
        {
            manager.EnterSafeMode(context.Now);
        }
        else if (manager.InSafeMode)
        {
            manager.LeaveSafeMode(context.Now, request.Action == SafeModeAction.ForceExit);
        }

        return manager.InSafeMode;
    }

    private static string NameOf(SafeModeAction action) => action switch
    {
        SafeModeAction.Enter => "safemode_enter",
        SafeModeAction.Leave => "safemode_leave",
        SafeModeAction.ForceExit => "safemode_force_exit",
        _ => throw new HdfsFault(HdfsError.IllegalArgument, $"{(int)action} is no action of safe mode."),
    };
}
