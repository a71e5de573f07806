using Hathi.Hdfs.Core.NameNode;

namespace Hathi.Hdfs.Core.Operations;

/// <summary>Enters, leaves or asks for safe mode (setSafeMode). Answer: bool, whether it is on afterwards.</summary>
public sealed class SetSafeModeRequest : ClientRequest
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
    public static object? Run(OperationContext context, SetSafeModeRequest request)
    {
        var manager = context.Blocks.Manager;
        if (request.Action == SafeModeAction.Get)
        {
            return manager.InSafeMode;
        }

        context.Permissions.RequireSuperUser(request.Caller, request.Action == SafeModeAction.Enter ? "safemode_enter" : "safemode_leave");
        manager.SetSafeMode(context.Now, request.Action == SafeModeAction.Enter);
        return manager.InSafeMode;
    }
}
