/** The example client: {@code java -cp 'lib/*' org.deepspeech.client.Main --help}. */
package org.deepspeech.client;
