namespace Hathi.Yarn.Core.State;

/// <summary>
/// Room for what waits to be told to nodes: containers to be ended or forgotten, applications that have ended. Whoever poses as nodes
/// makes up what they have as he makes up their names: what they name finds room or is not told. What was ended here takes room and is told
/// in any case, for nobody can make that up.
/// </summary>
internal sealed class ToldRoom
{
    /// <summary>Over all nodes, some eighty megabytes: all that ran on ten thousand, at once.</summary>
    internal const int Most = 2_000_000;

    /// <summary>Each node has so much in any case.</summary>
    internal const int OfEach = 100;

    private int _taken;

    /// <summary>For one more, whether there is room for it or not.</summary>
    public void Take() => _taken++;

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
