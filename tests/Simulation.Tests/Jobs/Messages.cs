using Hathi.MapReduce.Core;

namespace Hathi.Simulation.Tests.Jobs;

/// <summary>What a worker asks or tells its master; each is answered over the connection it came by.</summary>
internal abstract record WorkerCall
{
    /// <summary>
    /// The worker has nothing to do: <see cref="MasterAnswer.Run"/>, <see cref="MasterAnswer.Wait"/> or <see cref="MasterAnswer.End"/>.
    /// </summary>
    public sealed record Next(string Container) : WorkerCall;

    /// <summary>It goes on.</summary>
    public sealed record Progress(AttemptRef Attempt, float Share) : WorkerCall;

    /// <summary><see cref="MasterAnswer.Commit"/></summary>
    public sealed record MayCommit(AttemptRef Attempt) : WorkerCall;

    /// <summary>Done, and its output is where it belongs.</summary>
    public sealed record Done(AttemptRef Attempt) : WorkerCall;

    public sealed record Failed(AttemptRef Attempt, bool HostIsUnfit, bool HostIsCutOff) : WorkerCall;

    /// <summary>Where map outputs are: <see cref="MasterAnswer.Outputs"/>.</summary>
    public sealed record WhereAreOutputs : WorkerCall;

    public sealed record FetchFailed(AttemptRef Reduce, AttemptRef Map) : WorkerCall;
}

/// <summary>What a master answers.</summary>
internal abstract record MasterAnswer
{
    public sealed record Run(AttemptRef Attempt) : MasterAnswer;

    /// <summary>Ask again.</summary>
    public sealed record Wait : MasterAnswer;

    public sealed record End : MasterAnswer;

    /// <param name="Yes">Null: ask again later.</param>
    public sealed record Commit(bool? Yes) : MasterAnswer;

    public sealed record Outputs(IReadOnlyList<RecoveredTask> Maps) : MasterAnswer;

    public sealed record Heard : MasterAnswer;
}
