using System.Runtime.InteropServices;
using Hathi.Platform.Native;

namespace Hathi.Platform.Tests.Disk;

/// <summary>A signal that comes during a call of the disk is no fault of the disk.</summary>
public sealed class InterruptedTests
{
    private const int Interrupted = 4;
    private const int IoFault = 5;

    [Theory]
    [InlineData(7, Interrupted, Interrupted, 0)]
    [InlineData(-IoFault, Interrupted, IoFault)]
    [InlineData(-IoFault, IoFault, Interrupted)] // nobody asks again after a fault
    public void A_call_is_made_again_as_long_as_signals_interrupt_it(int expected, params int[] errors)
    {
        var calls = new Queue<int>(errors);
        var result = ErrorNumber.Again(calls, static c =>
        {
            var error = c.Dequeue();
            Marshal.SetLastPInvokeError(error);
            return error == 0 ? 7 : -1;
        });
        Assert.Equal((expected, errors[0] == IoFault ? 1 : 0), ((int)result, calls.Count));
    }

    [Theory]
    [InlineData(0, Interrupted, Interrupted, 0)]
    [InlineData(IoFault, Interrupted, IoFault)]
    [InlineData(IoFault, IoFault, Interrupted)]
    public void So_is_one_that_gives_its_error_itself(int expected, params int[] errors)
    {
        var calls = new Queue<int>(errors);
        Assert.Equal(expected, ErrorNumber.AgainByNumber(calls, static c => c.Dequeue()));
        Assert.Equal(errors[0] == IoFault ? 1 : 0, calls.Count);
    }
}
