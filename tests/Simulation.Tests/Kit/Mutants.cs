namespace Hathi.Simulation.Tests.Kit;

/// <summary>Runs a program that makes a mistake on purpose until a checker says so: a checker that cannot see it checks nothing.</summary>
internal static class Mutants
{
    /// <summary>Passes when within some seeds a run fails with a first line that has <paramref name="found"/> in it.</summary>
    /// <param name="mistake">Its name, for the message.</param>
    /// <param name="found">What the checker says that is there for it.</param>
    /// <param name="first">The first seed that is run: of a mistake that shows seldom, one shortly before it does.</param>
    /// <param name="mostSeeds">How many are run at most.</param>
    /// <param name="play">Runs a seed with the mistake.</param>
    public static void AssertFound(string mistake, string found, int first, int mostSeeds, Action<ulong> play)
    {
        var others = new List<string>();
        for (var seed = (ulong)first; seed < (ulong)(first + mostSeeds); seed++)
        {
            try
            {
                play(seed);
            }
            catch (SimulationFailedException e)
            {
                var what = e.Message.Split('\n', 2)[0];
                if (what.Contains(found, StringComparison.Ordinal))
                {
                    Console.WriteLine($"Mutant {mistake} is found at seed {seed}: {what}");
                    return;
                }

                others.Add(what);
            }
        }

        Assert.Fail(
            $"{mostSeeds} seeds from {first} of a program that {mistake}, and no checker says '{found}'; said was: "
            + string.Join('\n', others));
    }
}
