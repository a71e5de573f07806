using System.Net;

namespace Hathi.Platform.Net;

/// <summary>
/// Memory that all connections of a server share. Any thread. What does not fit is refused, not waited for: those who wait for each
/// other's memory would wait
/// for ever. Nobody gets all of it: a user of an address may hold half of what he leaves free (a third of the whole when he is alone), an
/// address twice what it leaves free, so that whoever comes next finds some, however many connections and names came before.
/// </summary>
/// <param name="limit">Bytes.</param>
public sealed class FairBudget(long limit)
{
    /// <summary>The whole, as a multiple of what one user gets of it.</summary>
    public const int UserDivisor = 3;

    private readonly Lock _gate = new();
    private readonly Dictionary<(IPAddress From, string? User), BudgetHolder> _holders = [];
    private long _held;

    /// <summary>Bytes taken now.</summary>
    public long Held => Volatile.Read(ref _held);

    /// <summary>Whether more than half is taken, and who has been using it for long must go.</summary>
    public bool IsShort => Held > limit / 2;

    /// <summary>The most that one user can have.</summary>
    public long MostOfOne => limit / UserDivisor;

    /// <summary>The most that one address can have.</summary>
    public long MostOfAddress => limit / UserDivisor * 2;

    /// <summary>Those that hold any now, or may: tests see that none is left.</summary>
    public int Holders
    {
        get
        {
            lock (_gate)
            {
                return _holders.Count;
            }
        }
    }

    /// <summary>What somebody takes is counted as his from now on, until the share is closed and all was given back.</summary>
    /// <param name="from">The address that the bytes come from.</param>
    /// <param name="user">Whose they are; null: nobody has said so yet, the address alone counts.</param>
    public BudgetShare Open(IPAddress from, string? user)
    {
        lock (_gate)
        {
            return new BudgetShare(this, Holder((from, null)), user is null ? null : Holder((from, user)));
        }
    }

    /// <summary>Takes so many bytes; false, and none are taken, when they do not fit.</summary>
    public bool TryTake(BudgetShare share, long bytes)
    {
        lock (_gate)
        {
            var free = limit - _held - bytes;
            if (share.OfAddress.Held + bytes > 2 * free || share.OfUser?.Held + bytes > free / (UserDivisor - 1))
            {
                return false;
            }

            Add(share, bytes);
            return true;
        }
    }

    /// <summary>
    /// Whether somebody is to give way to one who found no room: it is short, and his address holds more than the other's would. So those
    /// who are refused for what they hold themselves drive nobody out.
    /// </summary>
    /// <param name="holder">Who holds.</param>
    /// <param name="other">Who wants.</param>
    /// <param name="bytes">How much more.</param>
    public bool MustYield(BudgetShare holder, BudgetShare other, long bytes)
    {
        lock (_gate)
        {
            return IsShort && holder.OfAddress.Held > other.OfAddress.Held + bytes;
        }
    }

    /// <summary>Gives bytes back, also when the share is closed.</summary>
    public void Return(BudgetShare share, long bytes)
    {
        if (bytes == 0)
        {
            return; // a closed share that holds nothing is no longer listed
        }

        lock (_gate)
        {
            Add(share, -bytes);
        }
    }

    /// <summary>Nothing more will be taken.</summary>
    public void Close(BudgetShare share)
    {
        lock (_gate)
        {
            share.OfAddress.Shares--;
            if (share.OfUser is { } user)
            {
                user.Shares--;
            }

            Add(share, 0);
        }
    }

    private BudgetHolder Holder((IPAddress From, string? User) key)
    {
        if (!_holders.TryGetValue(key, out var holder))
        {
            _holders[key] = holder = new BudgetHolder(key);
        }

        holder.Shares++;
        return holder;
    }

    private void Add(BudgetShare share, long bytes)
    {
        _held += bytes;
        Add(share.OfAddress, bytes);
        if (share.OfUser is { } user)
        {
            Add(user, bytes);
        }
    }

    private void Add(BudgetHolder holder, long bytes)
    {
        holder.Held += bytes;
        if (holder is { Held: 0, Shares: 0 })
        {
            _holders.Remove(holder.Key);
        }
    }
}

/// <summary>What an address, or a user of an address, holds of a budget. Changed under the budget's lock.</summary>
internal sealed class BudgetHolder((IPAddress From, string? User) key)
{
    public (IPAddress From, string? User) Key { get; } = key;

    /// <summary>Bytes.</summary>
    public long Held { get; set; }

    /// <summary>Connections that may take more.</summary>
    public int Shares { get; set; }
}

/// <summary>In whose name one connection or request takes memory of a budget.</summary>
public sealed class BudgetShare
{
    private readonly FairBudget _budget;

    internal BudgetShare(FairBudget budget, BudgetHolder ofAddress, BudgetHolder? ofUser) =>
        (_budget, OfAddress, OfUser) = (budget, ofAddress, ofUser);

    internal BudgetHolder OfAddress { get; }

    internal BudgetHolder? OfUser { get; }

    /// <summary>Bytes that all of its address hold.</summary>
    public long HeldByAddress => OfAddress.Held;

    /// <summary>The most that it can ever have, bytes, when nobody else holds any.</summary>
    public long Most => OfUser is null ? _budget.MostOfAddress : _budget.MostOfOne;

    /// <inheritdoc cref="FairBudget.MustYield"/>
    public bool MustYieldTo(BudgetShare other, long bytes) => _budget.MustYield(this, other, bytes);

    /// <inheritdoc cref="FairBudget.TryTake"/>
    public bool TryTake(long bytes) => _budget.TryTake(this, bytes);

    /// <inheritdoc cref="FairBudget.Return"/>
    public void Return(long bytes) => _budget.Return(this, bytes);

    /// <inheritdoc cref="FairBudget.Close"/>
    public void Close() => _budget.Close(this);
}
