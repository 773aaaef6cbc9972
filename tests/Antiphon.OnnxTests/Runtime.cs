using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Antiphon.OnnxTests;

/// <summary>A public runtime, in this process.</summary>
internal static class Runtime
{
    private const string Whole = "int64";

    // A model that refuses its inputs is what several tests ask for; the runtime need not log it.
    private const OrtLoggingLevel Silent = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;

    /// <summary>What a model makes of inputs, by output: dimensions and numbers.</summary>
    /// <exception cref="InvalidOperationException">The runtime refuses the model or the inputs; the message is the runtime's.</exception>
    internal static IReadOnlyDictionary<string, (long[] Dimensions, double[] Data)> Run(
        string model,
        params (string Name, string Type, int[] Dimensions, IEnumerable<double> Data)[] inputs
    )
    {
        try
        {
            using var options = new SessionOptions { LogSeverityLevel = Silent };
            using var session = new InferenceSession(model, options);
            using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> answers = session.Run([
                .. inputs.Select(input => Value(input.Name, input.Type, input.Dimensions, input.Data)),
            ]);
            return answers.ToDictionary(answer => answer.Name, Numbers, StringComparer.Ordinal);
        }
        catch (OnnxRuntimeException refusal)
        {
            throw new InvalidOperationException(refusal.Message, refusal);
        }
    }

    private static NamedOnnxValue Value(string name, string type, int[] dimensions, IEnumerable<double> data) =>
        type == Whole
            ? NamedOnnxValue.CreateFromTensor(name, new DenseTensor<long>(data.Select(number => (long)number).ToArray(), dimensions))
            : NamedOnnxValue.CreateFromTensor(name, new DenseTensor<double>(data.ToArray(), dimensions));

    private static (long[] Dimensions, double[] Data) Numbers(DisposableNamedOnnxValue answer)
    {
        if (answer.ElementType == TensorElementType.Int64)
        {
            Tensor<long> whole = answer.AsTensor<long>();
            return (Dimensions(whole), [.. whole.Select(number => (double)number)]);
        }

        Tensor<double> real = answer.AsTensor<double>();
        return (Dimensions(real), [.. real]);
    }

    private static long[] Dimensions<T>(Tensor<T> tensor) => [.. tensor.Dimensions.ToArray().Select(size => (long)size)];
}
