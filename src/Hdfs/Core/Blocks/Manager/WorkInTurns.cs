namespace Hathi.Hdfs.Core.Blocks.Manager;

/// <summary>What takes more than one step: the kinds of it take turns, a piece of one of them a step.</summary>
internal sealed class WorkInTurns(params IWorkInPieces[] kinds)
{
    private readonly IWorkInPieces[] _kinds = kinds;
    private int _turn;

    /// <summary>Something is left to do.</summary>
    public bool HasWork
    {
        get
        {
            foreach (var kind in _kinds)
            {
                if (kind.HasWork)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Does a piece of the next kind that has work; of others too as long as nothing had to be looked at.</summary>
    /// <param name="piece">Blocks, or what costs as much, that may be looked at.</param>
    public void RunPiece(int piece)
    {
        var budget = piece;
        for (var tried = 0; tried < _kinds.Length && budget == piece; tried++)
        {
            _turn = (_turn + 1) % _kinds.Length;
            if (_kinds[_turn].HasWork)
            {
                _kinds[_turn].Run(ref budget);
            }
        }
    }
}
