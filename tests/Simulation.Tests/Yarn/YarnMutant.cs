namespace Hathi.Simulation.Tests.Yarn;

/// <summary>A mistake made on purpose in a process of the cluster: a checker that cannot see it checks nothing.</summary>
internal enum YarnMutant
{
    /// <summary>The program as it is.</summary>
    None,

    /// <summary>The ResourceManager answers before its edits are on the medium.</summary>
    AnswersBeforeTheFlush,

    /// <summary>The ResourceManager now and then leaves an edit out of its log.</summary>
    LeavesOutEdits,

    /// <summary>A container that was told is told again with the next answer.</summary>
    TellsContainersTwice,

    /// <summary>A ResourceManager that is started again gives the numbers of containers again.</summary>
    ForgetsTheEpoch,

    /// <summary>Nodes are taken to be twice as large as they are.</summary>
    OverestimatesNodes,

    /// <summary>Queues are taken to have no maximum.</summary>
    IgnoresQueueMaximum,

    /// <summary>Users are taken to have no limit.</summary>
    IgnoresUserLimit,

    /// <summary>The queue with the smallest weight is given the largest part.</summary>
    TurnsWeightsRound,

    /// <summary>What nodes tell of ended containers is not heard.</summary>
    LosesCompletions,

    /// <summary>Nodes are not told which containers to end.</summary>
    KeepsContainers,

    /// <summary>A node that is silent is waited for for ever.</summary>
    NeverLosesNodes,

    /// <summary>What is silent, and not yet lost, is granted like any other node.</summary>
    GrantsOnSilentNodes,

    /// <summary>A ResourceManager that was held counts the silence that it slept through itself.</summary>
    CountsItsOwnSleep,

    /// <summary>A master that is silent is waited for for ever.</summary>
    NeverLosesMasters,

    /// <summary>Time does not pass for the ResourceManager.</summary>
    NeverTicks,

    /// <summary>Masters are told of containers that were never granted.</summary>
    InventsContainers,

    /// <summary>The master of a job lets every attempt commit that asks.</summary>
    AllowsEveryCommit,

    /// <summary>A job is committed however long its ResourceManager was not heard.</summary>
    CommitsUnheard,

    /// <summary>The master of a job takes containers to be on other nodes than they are.</summary>
    MixesUpHosts,

    /// <summary>Whether an earlier master has begun to commit is not looked at.</summary>
    IgnoresCommitMarkers,

    /// <summary>A master takes over tasks that are done, and leaves their output where its predecessor had it.</summary>
    RecoversTasksWithoutOutput,

    /// <summary>A job is not told that its containers have ended.</summary>
    LosesWorkersEnds,

    /// <summary>A reduce that reaches no other node reports their maps without end.</summary>
    NeverGivesUpFetching,
}
