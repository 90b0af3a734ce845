Module {
	name: 'deepspeech'
	description: 'Speech to text with libdeepspeech'
	version: '0.1.0'
	license: 'MPL-2.0'
	dependencies: []
}
