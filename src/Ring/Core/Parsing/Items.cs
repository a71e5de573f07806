using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hathi.Ring.Core.Parsing;

/// <summary>
/// A list that grows and then does not change any more. Few items make no garbage: they wait on the stack for their array.
/// </summary>
internal struct Items<T>
{
    private const int MostOnStack = 4;

    private Few _few;
    private T[]? _many;
    private int _count;

    public void Add(T item)
    {
        if (_count < MostOnStack && _many is null)
        {
            _few[_count++] = item;
            return;
        }

        if (_many is null)
        {
            _many = new T[MostOnStack * 2];
            ((ReadOnlySpan<T>)_few).CopyTo(_many);
        }
        else if (_count == _many.Length)
        {
            Array.Resize(ref _many, _count * 2);
        }

        _many[_count++] = item;
    }

    [UnscopedRef]
    public readonly ReadOnlySpan<T> Span => _many is null ? ((ReadOnlySpan<T>)_few)[.._count] : _many.AsSpan(0, _count);

    public ImmutableArray<T> Done()
    {
        if (_many is null)
        {
            return [.. Span];
        }

        if (_count != _many.Length)
        {
            Array.Resize(ref _many, _count);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(_many);
    }

    [InlineArray(MostOnStack)]
    private struct Few
    {
        private T _first;
    }
}
