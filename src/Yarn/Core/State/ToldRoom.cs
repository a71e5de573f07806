namespace Hathi.Yarn.Core.State;

/// <summary>
/// Room for what waits to be told to nodes: containers to be ended or forgotten, applications that have ended. Whoever poses as nodes
/// makes up what they have as he makes up their names, and what is kept for those that have gone is kept for long.
/// </summary>
internal sealed class ToldRoom
{
    /// <summary>Over all nodes, some eighty megabytes: all that ran on ten thousand, at once.</summary>
    internal const int Most = 2_000_000;

    /// <summary>Each node has so much in any case.</summary>
    internal const int OfEach = 100;

    private int _taken;

    /// <returns>False: there is no room for one more. Its node names it again, and may be told then.</returns>
    /// <param name="held">How much the node has.</param>
    public bool TryTake(int held)
    {
        if (_taken >= Most && held >= OfEach)
        {
            return false;
        }

        _taken++;
        return true;
    }

    public void GiveBack(int count) => _taken -= count;
}
