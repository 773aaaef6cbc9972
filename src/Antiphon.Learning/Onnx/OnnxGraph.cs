using System.Runtime.InteropServices;
using Antiphon.Learning.OnnxMessages;
using Google.Protobuf;

namespace Antiphon.Learning;

/// <summary>
/// A graph of the Open Neural Network Exchange format while it is built. Every result has a name; the first dimension of inputs and
/// outputs is a batch of any size. Numbers are little-endian, as the format asks.
/// </summary>
internal sealed class OnnxGraph(string name)
{
    // Operators are those of set 17, which every runtime since 2022 knows; models of this set are of intermediate representation 8.
    private const int OperatorSet = 17;
    private const int IntermediateRepresentation = 8;

    private readonly GraphProto graph = new() { Name = name };
    private int unnamed;

    /// <summary>An input of whole numbers, [batch] or [batch, width].</summary>
    internal string WholeInput(string input, string description, int? width = null) =>
        Input(input, TensorProto.Types.DataType.Int64, description, width);

    /// <summary>An input of real numbers, [batch, width].</summary>
    internal string RealInput(string input, string description, int width) =>
        Input(input, TensorProto.Types.DataType.Double, description, width);

    /// <summary>Names a result as an output, [batch] or [batch, width].</summary>
    internal void Output(string output, TensorProto.Types.DataType type, string result, string description, int? width = null)
    {
        graph.Node.Add(
            new NodeProto
            {
                OpType = "Identity",
                Name = output,
                Input = { result },
                Output = { output },
            }
        );
        graph.Output.Add(Value(output, type, description, width));
    }

    /// <summary>A table of 64-bit whole numbers.</summary>
    internal string Constant(ReadOnlySpan<long> values, params ReadOnlySpan<int> dimensions) =>
        Constant(MemoryMarshal.AsBytes(values), TensorProto.Types.DataType.Int64, dimensions);

    /// <summary>A table of doubles.</summary>
    internal string Constant(ReadOnlySpan<double> values, params ReadOnlySpan<int> dimensions) =>
        Constant(MemoryMarshal.AsBytes(values), TensorProto.Types.DataType.Double, dimensions);

    /// <summary>A table of 16-bit whole numbers, which operators take after <see cref="ToWhole"/> only.</summary>
    internal string Constant(ReadOnlySpan<ushort> values, params ReadOnlySpan<int> dimensions) =>
        Constant(MemoryMarshal.AsBytes(values), TensorProto.Types.DataType.Uint16, dimensions);

    /// <summary>One whole number.</summary>
    internal string Constant(long value) => Constant([value], []);

    /// <summary>The result of an operator without attributes.</summary>
    internal string Apply(string operation, params ReadOnlySpan<string> inputs) => Apply(operation, (null, 0), inputs);

    /// <summary>The result of an operator with one whole attribute.</summary>
    internal string Apply(string operation, (string? Name, long Value) attribute, params ReadOnlySpan<string> inputs) =>
        Add(
            operation,
            attribute.Name is null
                ? null
                : new AttributeProto
                {
                    Name = attribute.Name,
                    I = attribute.Value,
                    Type = AttributeProto.Types.AttributeType.Int,
                },
            inputs
        );

    /// <summary>The result of an operator with one attribute of several whole numbers.</summary>
    internal string Apply(string operation, (string Name, long[] Values) attribute, params ReadOnlySpan<string> inputs) =>
        Add(
            operation,
            new AttributeProto
            {
                Name = attribute.Name,
                Ints = { attribute.Values },
                Type = AttributeProto.Types.AttributeType.Ints,
            },
            inputs
        );

    private string Add(string operation, AttributeProto? attribute, ReadOnlySpan<string> inputs)
    {
        string result = $"{operation}{++unnamed}";
        var node = new NodeProto
        {
            OpType = operation,
            Name = result,
            Output = { result },
        };
        foreach (string input in inputs)
        {
            node.Input.Add(input);
        }

        if (attribute is not null)
        {
            node.Attribute.Add(attribute);
        }

        graph.Node.Add(node);
        return result;
    }

    /// <summary>A result as 64-bit whole numbers.</summary>
    internal string ToWhole(string result) => Apply("Cast", ("to", (long)TensorProto.Types.DataType.Int64), result);

    /// <summary>The bytes of a model of this graph alone.</summary>
    internal byte[] Model(string description, IEnumerable<(string Key, string Value)> metadata)
    {
        var model = new ModelProto
        {
            IrVersion = IntermediateRepresentation,
            ProducerName = "antiphon",
            ProducerVersion = AntiphonVersion.Current,
            DocString = description,
            Graph = graph,
            OpsetImport =
            {
                new OperatorSetIdProto { Domain = "", Version = OperatorSet },
            },
        };
        foreach ((string key, string value) in metadata)
        {
            model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        }

        return model.ToByteArray();
    }

    private string Input(string input, TensorProto.Types.DataType type, string description, int? width)
    {
        graph.Input.Add(Value(input, type, description, width));
        return input;
    }

    private string Constant(ReadOnlySpan<byte> bytes, TensorProto.Types.DataType type, ReadOnlySpan<int> dimensions)
    {
        var tensor = new TensorProto
        {
            Name = $"Constant{++unnamed}",
            DataType = (int)type,
            RawData = ByteString.CopyFrom(bytes),
        };
        foreach (int dimension in dimensions)
        {
            tensor.Dims.Add(dimension);
        }

        graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    private static ValueInfoProto Value(string name, TensorProto.Types.DataType type, string description, int? width)
    {
        var shape = new TensorShapeProto { Dim = { new TensorShapeProto.Types.Dimension { DimParam = "batch" } } };
        if (width is { } columns)
        {
            shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = columns });
        }

        return new ValueInfoProto
        {
            Name = name,
            DocString = description,
            Type = new TypeProto
            {
                TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape },
            },
        };
    }
}
