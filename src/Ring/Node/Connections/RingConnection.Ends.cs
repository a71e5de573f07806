using Hathi.Base;
using Hathi.Ring.Data.Reads;
using Hathi.Ring.Node.Events;
using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Answers;

namespace Hathi.Ring.Node.Connections;

/// <summary>Why connections end, and what a request is answered with that failed.</summary>
internal sealed partial class RingConnection
{
    /// <summary>Why the connection should be cut, at a time of <see cref="Environment.TickCount64"/>; null: it is in order.</summary>
    public string? Overdue(long now)
    {
        if (IsOver(_opened, _limits.GreetingTimeout) && _stage != GreetingStage.Ready)
        {
            return "it has not said in time who it is";
        }

        if (IsOver(Volatile.Read(ref _closingSince), _limits.LastWordsTimeout))
        {
            return "its last answers were not read";
        }

        if (IsOver(Answers.SendStarted, _limits.StallTimeout))
        {
            return "it does not read its answers";
        }

        var since = Volatile.Read(ref _messageSince);
        if (since != 0 && IsOver(Volatile.Read(ref _receivingSince), _limits.StallTimeout))
        {
            return "it stopped in the middle of a message";
        }

        // Who is in the middle of a short one has nothing to do with a shortage that long ones have made.
        var isShort = (Volatile.Read(ref _messageRoom) > 0 && _server.Memory.Arriving.IsShort)
            || (Volatile.Read(ref _segmentRoom) > 0 && _server.Memory.Segments.IsShort);
        return isShort && IsOver(since, _limits.ArrivalTimeoutWhenShort)
            ? "its message takes long to arrive, and the room for those is short" : null;

        bool IsOver(long start, TimeSpan span) => start != 0 && now - start > span.TotalMilliseconds;
    }

    /// <summary>What a client is told of a fault; one of ours is logged.</summary>
    internal ErrorAnswer ErrorOf(Exception fault, Opcode opcode)
    {
        switch (fault)
        {
            case ProtocolException e:
                return new ErrorAnswer(e.Code, e.Message);
            case NoTableException e:
                return new ErrorAnswer(ErrorCode.Invalid, e.Message);
            case RefusedException e:
                return new ErrorAnswer(ErrorCode.Overloaded, e.Message);
            case OperationCanceledException:
                return new ErrorAnswer(ErrorCode.Overloaded, "The node stops: ask another.");
            default:
                if (_server.Faults.ShouldTell(opcode.ToString(), fault.GetType(), Environment.TickCount64, out var unheard))
                {
                    _server.Logger.RequestFailed(fault, opcode.ToString(), Remote, unheard);
                }

                return new ErrorAnswer(ErrorCode.ServerError, $"{fault.GetType().Name}: {fault.Message}");
        }
    }
}
