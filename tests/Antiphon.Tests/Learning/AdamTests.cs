using Antiphon.Learning;

namespace Antiphon.Tests.Learning;

public class AdamTests
{
    [Fact]
    public void A_copy_and_its_original_go_on_alone()
    {
        var original = new Adam(2);
        original.Step([0, 0], [1, 2], 0.1);
        Adam copy = original.Copy();
        double[] first = [.. copy.First];
        double[] second = [.. copy.Second];

        original.Step([0, 0], [5, 5], 0.1);

        Assert.Equal(first, copy.First);
        Assert.Equal(second, copy.Second);
        Assert.Equal((1L, 2L), (copy.Steps, original.Steps));
    }

    // The first step goes by the rate in each parameter, whatever the gradient's size, but for the offset of 1e-8.
    [Fact]
    public void The_first_step_is_as_long_as_the_rate()
    {
        double[] parameters = [1, 1];
        new Adam(2).Step(parameters, [100, -0.01], 0.25);
        Assert.Equal(0.75, parameters[0], 1e-6);
        Assert.Equal(1.25, parameters[1], 1e-6);
    }
}
