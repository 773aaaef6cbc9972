using Antiphon.Learning;

namespace Antiphon.Tests.Learning;

/// <summary>The twin of the wide kernels: one sample, one number at a time.</summary>
internal static class PlainPerceptron
{
    public static double[] Outputs(PerceptronShape shape, ReadOnlySpan<double> parameters, double[] input)
    {
        int place = 0;
        double[] first = Layer(parameters, ref place, input, shape.Hidden, tanh: true);
        double[] second = Layer(parameters, ref place, first, shape.Hidden, tanh: true);
        return Layer(parameters, ref place, second, shape.Outputs, tanh: false);
    }

    public static double[] Probabilities(double[] outputs)
    {
        double[] powers = outputs.Select(Math.Exp).ToArray();
        return [.. powers.Select(power => power / powers.Sum())];
    }

    private static double[] Layer(ReadOnlySpan<double> parameters, ref int place, double[] input, int units, bool tanh)
    {
        double[] output = new double[units];
        for (int unit = 0; unit < units; unit++)
        {
            for (int i = 0; i < input.Length; i++)
            {
                output[unit] += parameters[place + (unit * input.Length) + i] * input[i];
            }
        }

        place += units * input.Length;
        for (int unit = 0; unit < units; unit++)
        {
            output[unit] += parameters[place + unit];
            output[unit] = tanh ? Math.Tanh(output[unit]) : output[unit];
        }

        place += units;
        return output;
    }
}
