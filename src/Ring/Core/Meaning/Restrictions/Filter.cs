using Hathi.Ring.Core.Meaning.Terms;
using Hathi.Ring.Core.Schema;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Meaning.Restrictions;

/// <summary>What a row must hold to be answered, looked at when it is read.</summary>
/// <param name="Column">Which column.</param>
/// <param name="Operator">How it compares.</param>
/// <param name="Value">With what; of IN unused.</param>
/// <param name="Values">Of IN.</param>
/// <param name="List">Of IN, a list that comes with the request.</param>
/// <param name="Key">Of an entry of a map, its key.</param>
internal sealed record Filter(
    Column Column, Operator Operator, Term? Value, ImmutableArray<Term> Values, Term? List, Term? Key);
