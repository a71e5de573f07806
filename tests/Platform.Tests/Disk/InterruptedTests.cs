using System.Runtime.InteropServices;
using Hathi.Platform.Disk;

namespace Hathi.Platform.Tests.Disk;

/// <summary>A signal that comes during a call of the disk is no fault of the disk.</summary>
public sealed class InterruptedTests
{
    private const int Interrupted = 4;
    private const int IoFault = 5;

    [Theory]
    [InlineData(0, Interrupted, Interrupted, 0)]
    [InlineData(-1, Interrupted, IoFault)]
    [InlineData(-1, IoFault, Interrupted)] // nobody asks again after a fault
    public void A_call_is_made_again_as_long_as_signals_interrupt_it(int expected, params int[] errors)
    {
        var calls = new Queue<int>(errors);
        var result = PosixCalls.Again(calls, static c =>
        {
            var error = c.Dequeue();
            Marshal.SetLastPInvokeError(error);
            return error == 0 ? 0 : -1;
        });
        Assert.Equal((expected, errors[0] == IoFault ? 1 : 0), (result, calls.Count));
        Assert.Equal(expected == 0 ? 0 : IoFault, Marshal.GetLastPInvokeError());
    }
}
